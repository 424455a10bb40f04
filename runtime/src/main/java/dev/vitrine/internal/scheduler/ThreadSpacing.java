package dev.vitrine.internal.scheduler;

import java.util.concurrent.CountDownLatch;

/// Keeps workers from sharing a cache line inside the JVM.
///
/// A thread keeps its current virtual thread, and three more handles, in slots of a table that
/// HotSpot hands out in the order in which threads start: 32 bytes a thread, written at each mount
/// and unmount. Workers started one after the other get slots in one line, which was measured to
/// double the cost of every step of an async block. Three threads that live until all workers have
/// started push the workers' slots apart.
final class ThreadSpacing implements AutoCloseable {
  private static final int FILLERS = 3;

  private final CountDownLatch allStarted = new CountDownLatch(1);

  void beforeWorker() {
    for (int i = 0; i < FILLERS; i++) {
      Thread.ofPlatform().daemon().name("vitrine-spacing").start(this::waitForAll);
    }
  }

  private void waitForAll() {
    boolean waiting = true;
    while (waiting) {
      try {
        allStarted.await();
        waiting = false;
      } catch (InterruptedException e) {
        waiting = true; // nobody has a reason to interrupt it
      }
    }
  }

  @Override
  public void close() {
    allStarted.countDown();
  }
}
