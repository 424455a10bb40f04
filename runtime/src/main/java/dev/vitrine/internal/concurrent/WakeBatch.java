package dev.vitrine.internal.concurrent;

import dev.vitrine.future.Waker;
import org.jspecify.annotations.Nullable;

/// Wakers collected under a lock, to be woken after it has been let go.
///
/// - **Threads:** one.
public final class WakeBatch {
  /// How many wakers are taken before the lock is let go in between.
  public static final int CAPACITY = 32;

  private final @Nullable Waker[] wakers = new @Nullable Waker[CAPACITY];
  private int size;

  public boolean isFull() {
    return size == CAPACITY;
  }

  /// Adds `waker`, unless it is null; the batch must not be full.
  public void add(@Nullable Waker waker) {
    if (waker != null) {
      wakers[size++] = waker;
    }
  }

  /// Wakes all in the order in which they were added and empties the batch. Not to be called under
  /// a lock.
  public void wakeAll() {
    for (int i = 0; i < size; i++) {
      Waker waker = wakers[i];
      wakers[i] = null;
      if (waker != null) {
        waker.wake();
      }
    }
    size = 0;
  }
}
