package vitrine.bench.workload;

import vitrine.bench.harness.Finish;
import vitrine.bench.harness.Uninterrupted;

/// Knows when the tasks of a crowd all wait.
public final class Arrivals {
  private static final long SETTLE_MILLIS = 500;

  private final Finish finish;

  public Arrivals(int tasks) {
    finish = new Finish(tasks);
  }

  /// Called by each task just before it waits.
  public void arrived() {
    finish.count();
  }

  /// Blocks until all have arrived, and then for as long as the last one may take to suspend.
  public void await() {
    finish.await();
    Uninterrupted.run(() -> Thread.sleep(SETTLE_MILLIS));
  }
}
