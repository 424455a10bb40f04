package dev.vitrine.instrument;

import java.time.Instant;

/// The one anchor of this process between `System.nanoTime` and the calendar, taken when the
/// runtime was loaded.
public final class Clock {
  @SuppressWarnings("TimeInStaticInitializer") // the time of class loading is what an anchor is
  private static final Instant WALL = Instant.now();

  private static final long NANOS = System.nanoTime();

  Clock() {}

  /// The exact time now.
  public long nanos() {
    return System.nanoTime();
  }

  /// When the anchor was taken; nothing the runtime reports is older.
  public long anchorNanos() {
    return NANOS;
  }

  /// The calendar time of `nanos`. Later corrections of the wall clock do not move it.
  public Instant instant(long nanos) {
    return WALL.plusNanos(Math.max(0, nanos - NANOS));
  }
}
