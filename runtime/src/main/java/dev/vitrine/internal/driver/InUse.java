package dev.vitrine.internal.driver;

import java.util.concurrent.atomic.AtomicInteger;

/// Keeps something open while it is used, such as a file descriptor while system calls use it: the
/// system gives its number away again as soon as it is closed.
final class InUse {
  /*
   *   users, CLOSED, RELEASED in one word
   *
   *   change                    by                 mode
   *   users + 1                 who enters         getAndAdd; if it meets CLOSED it leaves again and uses nothing
   *   users - 1                 who leaves         addAndGet
   *   CLOSED                    who closes         compareAndSet, once
   *   CLOSED alone → RELEASED   who finds no user  compareAndSet, so that one thread alone releases it
   *
   * Nobody uses what is released: RELEASED comes only from a word without users, and whoever enters after that meets CLOSED. It is not left open:
   * the last to leave after CLOSED, or the closer itself, sees the word without users.
   * Looked for by InUseStressTest and stress/InUseEnterAgainstClose.
   */
  private static final int CLOSED = 1;
  private static final int RELEASED = 2;
  private static final int USER = 4;

  private final AtomicInteger state = new AtomicInteger();
  private final Runnable release;

  /// @param release closes it; called once, by the closer or by the last who leaves
  InUse(Runnable release) {
    this.release = release;
  }

  /// @return whether it may be used until [#leave]
  boolean enter() {
    if ((state.getAndAdd(USER) & CLOSED) == 0) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if (state.addAndGet(-USER) == CLOSED) {
      release();
    }
  }

  /// Closes it, now or when the last user leaves. A second call does nothing.
  void close() {
    int before;
    do {
      before = state.get();
      if ((before & CLOSED) != 0) {
        return;
      }
    } while (!state.compareAndSet(before, before | CLOSED));
    if (before == 0) {
      release();
    }
  }

  boolean isClosed() {
    return (state.get() & CLOSED) != 0;
  }

  /// Whoever fails here has been overtaken by somebody who enters, and who will come here himself.
  private void release() {
    if (state.compareAndSet(CLOSED, CLOSED | RELEASED)) {
      release.run();
    }
  }
}
