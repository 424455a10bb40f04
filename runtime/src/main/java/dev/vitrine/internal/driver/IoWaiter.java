package dev.vitrine.internal.driver;

import dev.vitrine.future.Waker;
import org.jspecify.annotations.Nullable;

/// A place among those who wait for a source. Operations extend it, so that waiting allocates
/// nothing.
public abstract class IoWaiter {
  // All guarded by the lock of the source; waker is read by others too.
  int ops;
  volatile @Nullable Waker waker;
  @Nullable IoWaiter previous;
  @Nullable IoWaiter next;
  boolean linked;

  protected IoWaiter() {}

  /// Whether an event will wake somebody.
  public final boolean isWaiting() {
    return waker != null;
  }
}
