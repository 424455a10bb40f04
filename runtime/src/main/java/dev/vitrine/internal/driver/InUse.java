package dev.vitrine.internal.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Keeps something open while it is used, such as a file descriptor while system calls use it: the
/// system gives its number away again as soon as it is closed. What is kept open is a subclass, or
/// has one: an object less for each connection.
abstract class InUse {
  /*
   *   users, CLOSED, RELEASED in one word
   *
   *   change                    by                 mode
   *   users + 1                 who enters         getAndAdd; if it meets CLOSED it leaves again and uses nothing
   *   users - 1                 who leaves         getAndAdd
   *   CLOSED                    who closes         compareAndSet, once
   *   CLOSED alone → RELEASED   who finds no user  compareAndSet, so that one thread alone releases it
   *
   * Nobody uses what is released: RELEASED comes only from a word without users, and whoever enters
   * after that meets CLOSED. It is not left open: the last to leave after CLOSED, or the closer
   * itself, sees the word without users.
   * Looked for by InUseStressTest and stress/InUseEnterAgainstClose.
   */
  private static final int CLOSED = 1;
  private static final int RELEASED = 2;
  private static final int USER = 4;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(InUse.class, "state", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile int state;

  InUse() {}

  /// Closes it; called once, by the one who ends its use or by the last who leaves.
  abstract void release();

  /// @return whether it may be used until [#leave]
  final boolean enter() {
    if (((int) STATE.getAndAdd(this, USER) & CLOSED) == 0) {
      return true;
    }
    leave();
    return false;
  }

  final void leave() {
    if ((int) STATE.getAndAdd(this, -USER) == (USER | CLOSED)) {
      releaseOnce();
    }
  }

  /// Has it closed, now or when the last user leaves. A second call does nothing.
  final void endUse() {
    int before;
    do {
      before = state;
      if ((before & CLOSED) != 0) {
        return;
      }
    } while (!STATE.compareAndSet(this, before, before | CLOSED));
    if (before == 0) {
      releaseOnce();
    }
  }

  final boolean isUseEnded() {
    return (state & CLOSED) != 0;
  }

  /// Whoever fails here has been overtaken by somebody who enters, and who will come here himself.
  private void releaseOnce() {
    if (STATE.compareAndSet(this, CLOSED, CLOSED | RELEASED)) {
      release();
    }
  }
}
