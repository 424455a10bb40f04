package vitrine.bench.harness;

import java.util.SplittableRandom;

/// The delays of the sleepers: the same for every column.
public final class Delays {
  private static final long SEED = 42;
  private static final int LONGEST_MILLIS = 1000;

  private Delays() {}

  /// Delays of 1 to 1000 ms.
  public static int[] millis(int count) {
    return new SplittableRandom(SEED).ints(count, 1, LONGEST_MILLIS + 1).toArray();
  }
}
