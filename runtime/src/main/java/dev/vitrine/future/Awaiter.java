package dev.vitrine.future;

import org.jspecify.annotations.Nullable;

/// What stands behind [Async#await()]. The runtime installs the one that suspends async blocks when
/// its first class is loaded; user code never meets this type.
public abstract class Awaiter {
  private static volatile Awaiter current = new NoRuntime();

  protected Awaiter() {}

  /// Waits for `operation` on the calling thread.
  protected abstract <T extends @Nullable Object> T await(Async<T> operation);

  static Awaiter current() {
    return current;
  }

  /// Makes `awaiter` the one that every later [Async#await()] uses.
  protected static void install(Awaiter awaiter) {
    current = awaiter;
  }

  private static final class NoRuntime extends Awaiter {
    @Override
    protected <T extends @Nullable Object> T await(Async<T> operation) {
      throw new IllegalStateException(
          "await() was called on thread "
              + Thread.currentThread().getName()
              + ", which runs no async block: use AsyncRuntime.blockOn(...)");
    }
  }
}
