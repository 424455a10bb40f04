package dev.vitrine.internal.concurrent;

import dev.vitrine.future.Waker;
import org.jspecify.annotations.Nullable;

/// Wakers collected under a lock, to be woken after it has been let go.
///
/// - **Threads:** one.
public final class WakeBatch {
  /// How many wakers are taken before the lock is let go in between.
  public static final int CAPACITY = 32;

  private @Nullable Waker first;

  /// The second and further ones; most batches have none.
  private @Nullable Waker @Nullable [] more;

  private int size;

  public boolean isFull() {
    return size == CAPACITY;
  }

  /// Adds `waker`, unless it is null; the batch must not be full.
  public void add(@Nullable Waker waker) {
    if (waker == null) {
      return;
    }
    if (size == 0) {
      first = waker;
    } else {
      @Nullable Waker[] others = more;
      if (others == null) {
        others = new @Nullable Waker[CAPACITY - 1];
        more = others;
      }
      others[size - 1] = waker;
    }
    size++;
  }

  /// Wakes all in the order in which they were added and empties the batch. Not to be called under
  /// a lock. One that throws is reported and holds up no other.
  public void wakeAll() {
    Wakes.wake(first);
    first = null;
    @Nullable Waker[] others = more;
    if (others != null) {
      for (int i = 0; i < size - 1; i++) {
        Wakes.wake(others[i]);
        others[i] = null;
      }
    }
    size = 0;
  }
}
