package vitrine.bench.workload;

import java.util.ArrayList;
import vitrine.bench.harness.Uninterrupted;

/// What threads do that belong to no runtime.
public final class Outside {
  private static final long STALL_NANOS = 10_000;

  private Outside() {}

  /// Runs `work` on `threads` new threads at once and waits for them.
  public static void threads(int threads, Runnable work) {
    var all = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      all.add(Thread.ofPlatform().name("outside-" + i).start(work));
    }
    for (Thread thread : all) {
      Uninterrupted.run(thread::join);
    }
  }

  /// Keeps the calling thread busy for 10 microseconds.
  public static void stall() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < STALL_NANOS) {
      Thread.onSpinWait();
    }
  }
}
