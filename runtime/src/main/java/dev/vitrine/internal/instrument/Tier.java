package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Instruments;

/// How much is counted: nothing (`-Dvitrine.instrument=off`), the counters that are always there,
/// which tasks have changed while somebody is told of it, what is added while somebody watches, or
/// every event while somebody records.
public final class Tier {
  /// A constant for the JIT.
  public static final boolean ALWAYS = Instruments.ENABLED;

  private static final int WATCHED = 1;
  private static final int RECORDED = 2;
  private static final int LISTED = 4;

  private static volatile int more;

  private Tier() {}

  /// Whether somebody watches: each task has exact times, histograms, and who has woken it.
  public static boolean isWatched() {
    return ALWAYS && (more & WATCHED) != 0;
  }

  /// Whether somebody records.
  public static boolean isRecorded() {
    return ALWAYS && (more & RECORDED) != 0;
  }

  /// Whether somebody is told which tasks have changed.
  public static boolean isListed() {
    return ALWAYS && (more & LISTED) != 0;
  }

  /// Whether nobody watches, records or is told of changes: what is always counted is all there is
  /// to do.
  public static boolean isPlain() {
    return !ALWAYS || more == 0;
  }

  static void watch(boolean on) {
    set(WATCHED, on);
  }

  static void list(boolean on) {
    set(LISTED, on);
  }

  static void record(boolean on) {
    set(RECORDED, on);
  }

  private static synchronized void set(int tier, boolean on) {
    more = on ? more | tier : more & ~tier;
  }
}
