package dev.vitrine.internal.instrument;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The time, as far as one read of a field can tell: at most some milliseconds behind
/// `System.nanoTime` while a worker is awake.
///
/// The watchdog moves it every millisecond while any worker is awake; while all sleep, a reader
/// gets the exact time. It never goes back.
public final class CoarseClock {
  /// What [#tickOf] counts in: about a millisecond.
  public static final long TICK_NANOS = 1L << 20;

  private static final VarHandle NOW;

  @SuppressWarnings("UnusedVariable") // through its handle only
  private static long now = System.nanoTime();

  private static volatile boolean ticking;

  static {
    try {
      NOW = MethodHandles.lookup().findStaticVarHandle(CoarseClock.class, "now", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private CoarseClock() {}

  /// The time of the last tick; the exact time when nobody ticks.
  public static long now() {
    return ticking ? (long) NOW.getOpaque() : refresh();
  }

  /// The tick that an instant lies in; comes round to the same number after 52 days.
  public static int tickOf(long nanos) {
    return (int) (nanos >> 20);
  }

  /// Whether somebody moves the clock now.
  static boolean isTicking() {
    return ticking;
  }

  static void setTicking(boolean on) {
    ticking = on;
  }

  /// Moves the clock to the exact time, and gives it.
  public static long refresh() {
    long exact = System.nanoTime();
    long seen = (long) NOW.getOpaque();
    if (exact - seen > 0) {
      NOW.setOpaque(
          exact); // a race of two refreshes may lose some microseconds, which the next one makes
      // good
    }
    return exact;
  }
}
