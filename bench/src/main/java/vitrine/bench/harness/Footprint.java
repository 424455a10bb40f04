package vitrine.bench.harness;

/// How many bytes of the heap something occupies.
public final class Footprint {
  private static final int COLLECTIONS = 4;
  private static final long PAUSE_MILLIS = 100;

  private Footprint() {}

  /// The used heap after collections. They are repeated since some objects (weak references,
  /// finished threads) are let go by one and freed by the next.
  public static long usedBytes() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(PAUSE_MILLIS);
    }
    Runtime vm = Runtime.getRuntime();
    return vm.totalMemory() - vm.freeMemory();
  }
}
