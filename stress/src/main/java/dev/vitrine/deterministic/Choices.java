package dev.vitrine.deterministic;

/// A sequence of numbers that a seed decides.
final class Choices {
  private long state;

  Choices(long seed) {
    state = seed * 0x9e37_79b9_7f4a_7c15L;
  }

  long next() {
    state += 0x9e37_79b9_7f4a_7c15L;
    long mixed = (state ^ (state >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }

  /// A number from 0 to `bound - 1`.
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /// True once in `count` times.
  boolean onceIn(int count) {
    return below(count) == 0;
  }
}
