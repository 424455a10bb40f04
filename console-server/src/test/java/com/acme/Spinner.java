package com.acme;

import java.util.concurrent.CountDownLatch;

/// Code of a user, who blocks a worker.
public final class Spinner {
  private Spinner() {}

  public static void until(CountDownLatch released) {
    while (released.getCount() > 0) {
      Thread.onSpinWait();
    }
  }
}
