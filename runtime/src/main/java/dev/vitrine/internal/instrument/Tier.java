package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Instruments;

/// How much is counted: nothing (`-Dvitrine.instrument=off`), the counters that are always there,
/// or what is added while somebody watches.
public final class Tier {
  /// A constant for the JIT.
  public static final boolean ALWAYS = Instruments.ENABLED;

  private static volatile boolean watched;

  private Tier() {}

  /// Whether somebody watches.
  public static boolean isWatched() {
    return ALWAYS && watched;
  }

  static void watch(boolean on) {
    watched = on;
  }
}
