package dev.vitrine;

import java.util.concurrent.CountDownLatch;

/// The kinds of runtime that every behaviour is tested on.
public enum Flavour {
  CURRENT_THREAD,
  ONE_WORKER,
  FOUR_WORKERS;

  /// A builder of this flavour with everything enabled.
  public RuntimeBuilder builder() {
    return switch (this) {
      case CURRENT_THREAD -> AsyncRuntime.currentThread().enableAll();
      case ONE_WORKER -> AsyncRuntime.multiThread().workers(1).enableAll();
      case FOUR_WORKERS -> AsyncRuntime.multiThread().workers(4).enableAll();
    };
  }

  /// A runtime of this flavour.
  public AsyncRuntime build() {
    return builder().build();
  }

  /// Waits until tasks have counted `latch` down; by polling them, on a current-thread runtime.
  public static void runUntil(AsyncRuntime runtime, CountDownLatch latch) {
    runtime.blockOn(
        () -> {
          while (latch.getCount() > 0) {
            Tasks.yieldNow().await();
          }
        });
  }
}
