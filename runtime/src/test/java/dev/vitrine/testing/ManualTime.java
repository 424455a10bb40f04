package dev.vitrine.testing;

import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.timer.Clock;
import dev.vitrine.internal.timer.TimerHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// A paused clock and a wheel that are moved by hand, bound to the calling thread until closed.
public final class ManualTime implements AutoCloseable {
  private final Clock clock = Clock.pausable();
  private final AtomicInteger unparks = new AtomicInteger();
  private final TimerHandle timers;
  private final Current.Scope scope;

  public ManualTime() {
    clock.pause();
    timers = new TimerHandle(clock, unparks::incrementAndGet);
    scope = Current.enter(new Drivers("manual", null, timers));
  }

  public Clock clock() {
    return clock;
  }

  public TimerHandle timers() {
    return timers;
  }

  /// How often a registration ended the driver's sleep.
  public int unparks() {
    return unparks.get();
  }

  /// Moves the clock and fires what is due.
  public void advance(Duration by) {
    clock.advance(by);
    timers.fireDue();
  }

  public void advanceMillis(long millis) {
    advance(Duration.ofMillis(millis));
  }

  @Override
  public void close() {
    scope.close();
  }
}
