package dev.vitrine.stress;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import org.jspecify.annotations.Nullable;

/// A waker that remembers that it was called, and the context that brings it.
public final class Flag extends Context implements Waker {
  private volatile boolean woken;

  public boolean isWoken() {
    return woken;
  }

  /// 1 once it was woken, else 0.
  public int wakes() {
    return woken ? 1 : 0;
  }

  @Override
  public void wake() {
    woken = true;
  }

  @Override
  public Waker waker() {
    return this;
  }

  @Override
  public boolean proceed() {
    return true;
  }

  @Override
  public void progressed() {}

  @Override
  public <T extends @Nullable Object> Poll<T> pending(Async<T> leaf) {
    return Poll.pending();
  }

  @Override
  public void yieldNow() {
    wake();
  }
}
