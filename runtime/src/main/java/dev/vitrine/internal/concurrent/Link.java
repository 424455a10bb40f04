package dev.vitrine.internal.concurrent;

import org.jspecify.annotations.Nullable;

/// A place in a [Ring]: what waits extends it, so that standing in line allocates nothing and
/// leaving it takes one step.
///
/// Guarded by the lock of whoever owns the ring.
public abstract class Link {
  @Nullable Link previous;
  @Nullable Link next;

  protected Link() {}

  /// Whether it is in a ring.
  public final boolean isLinked() {
    return next != null;
  }

  /// Takes it out of its ring, if it is in one.
  public final void unlink() {
    Link before = previous;
    Link after = next;
    if (before != null && after != null) {
      before.next = after;
      after.previous = before;
      previous = null;
      next = null;
    }
  }
}
