package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Instruments;

/// How much is counted: nothing (`-Dvitrine.instrument=off`), the counters that are always there,
/// what is added while somebody watches, or every event while somebody records.
public final class Tier {
  /// A constant for the JIT.
  public static final boolean ALWAYS = Instruments.ENABLED;

  private static final int WATCHED = 1;
  private static final int RECORDED = 2;

  private static volatile int more;

  private Tier() {}

  /// Whether somebody watches.
  public static boolean isWatched() {
    return ALWAYS && (more & WATCHED) != 0;
  }

  /// Whether somebody records.
  public static boolean isRecorded() {
    return ALWAYS && (more & RECORDED) != 0;
  }

  /// Whether nobody watches or records: what is always counted is all there is to do.
  public static boolean isPlain() {
    return !ALWAYS || more == 0;
  }

  static void watch(boolean on) {
    set(WATCHED, on);
  }

  static void record(boolean on) {
    set(RECORDED, on);
  }

  private static synchronized void set(int tier, boolean on) {
    more = on ? more | tier : more & ~tier;
  }
}
