package dev.vitrine.internal.scheduler;

import java.time.Duration;
import java.util.function.Consumer;

/// What a scheduler waits on: a stack of [dev.vitrine.park.Park] layers, by its methods.
///
/// @param park waits for an event or an unpark
/// @param parkFor the same, at most so long
/// @param unpark ends a wait; any thread
/// @param close shuts the layers down
public record Driver(Runnable park, Consumer<Duration> parkFor, Runnable unpark, Runnable close) {}
