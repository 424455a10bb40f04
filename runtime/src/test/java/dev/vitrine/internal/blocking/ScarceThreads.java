package dev.vitrine.internal.blocking;

import java.util.concurrent.atomic.AtomicInteger;

/// A system that refuses threads, as far as a pool can tell.
public final class ScarceThreads {
  private final AtomicInteger left;

  /// @param left how many threads it still gives
  public ScarceThreads(int left) {
    this.left = new AtomicInteger(left);
  }

  /// Lets it give so many from now on.
  public void allow(int count) {
    left.set(count);
  }

  /// A pool that gets its threads from it.
  public BlockingPool pool(BlockingPool.Settings settings) {
    return new BlockingPool(settings, this::start);
  }

  private void start(Thread thread) {
    if (left.getAndDecrement() <= 0) {
      throw new OutOfMemoryError("unable to create native thread: as the test wants it");
    }
    thread.start();
  }
}
