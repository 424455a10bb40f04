package dev.vitrine.internal.task;

import dev.vitrine.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The waker of the one who joins a task.
final class JoinSlot {
  /*
   *   empty ──set──▶ a waker ──set──▶ another waker
   *     └──────complete──────┴──▶ DONE, and the waker that was there is woken
   *
   * set is a compare-and-set that fails once DONE is there; complete is one exchange. Either set comes first, and complete finds the waker, or
   * complete comes first, and the joiner, whose set fails, takes the result.
   */
  private static final Waker DONE = () -> {};

  private static final VarHandle WAKER;

  static {
    try {
      WAKER = MethodHandles.lookup().findVarHandle(JoinSlot.class, "waker", Waker.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile @Nullable Waker waker;

  /// @param next null to give up waiting
  /// @return false when the task has completed
  boolean set(@Nullable Waker next) {
    while (true) {
      Waker before = waker;
      if (before == DONE) {
        return false;
      }
      if (WAKER.compareAndSet(this, before, next)) {
        return true;
      }
    }
  }

  void complete() {
    Waker waiting = (Waker) WAKER.getAndSet(this, DONE);
    if (waiting != null) {
      waiting.wake();
    }
  }

  boolean isWaitedFor() {
    Waker waiting = waker;
    return waiting != null && waiting != DONE;
  }
}
