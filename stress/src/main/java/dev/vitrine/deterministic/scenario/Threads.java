package dev.vitrine.deterministic.scenario;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Waiting, where nobody interrupts.
final class Threads {
  private Threads() {}

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
