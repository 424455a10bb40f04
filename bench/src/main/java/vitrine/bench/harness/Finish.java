package vitrine.bench.harness;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Tells the thread outside that the last of many tasks is done.
public final class Finish {
  private final int total;
  private final AtomicInteger left;
  private final CountDownLatch last = new CountDownLatch(1);

  public Finish(int total) {
    this.total = total;
    left = new AtomicInteger(total);
  }

  /// One more is done.
  public void count() {
    if (left.decrementAndGet() == 0) {
      last.countDown();
    }
  }

  /// Blocks the calling thread until all are done.
  ///
  /// @return how many were done
  public long await() {
    Uninterrupted.run(last::await);
    return (long) total - left.get();
  }
}
