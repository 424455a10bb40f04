package dev.vitrine.internal.task;

import dev.vitrine.future.Waker;
import dev.vitrine.internal.concurrent.Wakes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Whom to wake when a task ends.
abstract class JoinState extends TaskState {
  /*
   *   change                  by            mode        then
   *   COMPLETE is set         the runner    getAndAdd   looks for a waker; if there is one, takes it with getAndSet and wakes it
   *   the waker is stored     who joins     volatile    looks at the state word again; if the task has ended, takes the result
   *
   * Each writes first and looks afterwards, both in the order of volatile accesses: so the runner
   * sees the waker, or the one who joins sees the end. When both do, the wake-up is one too many,
   * which a task must bear. A task that nobody waits for ends with one atomic operation.
   * Looked for by TaskStateRaceTest.
   */
  private static final VarHandle WAKER;

  static {
    try {
      WAKER = MethodHandles.lookup().findVarHandle(JoinState.class, "joiner", Waker.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile @Nullable Waker joiner;

  /// Registers the one who waits for the end; the last one counts.
  ///
  /// @return false when the task has ended
  final boolean waitForEnd(Waker waker) {
    joiner = waker;
    return !isComplete();
  }

  /// Nobody waits any more.
  final void stopWaitingForEnd() {
    joiner = null;
  }

  /// The task has ended: wakes whoever waits.
  final void completeAndWake() {
    toComplete();
    if (joiner != null) {
      Wakes.wake((Waker) WAKER.getAndSet(this, null));
    }
  }

  final boolean isWaitedFor() {
    return joiner != null && !isComplete();
  }

  /// Whether the task has ended and nothing of it runs any more.
  public final boolean isComplete() {
    return (stateVolatile() & COMPLETE) != 0;
  }
}
