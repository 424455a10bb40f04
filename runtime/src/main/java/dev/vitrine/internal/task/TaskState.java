package dev.vitrine.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The state word of a task, and every change that is made to it.
abstract class TaskState {
  /*
   * Bits 0 to 15 are flags, bits 16 to 63 count the wake-ups, so that counting costs no operation of its own.
   *
   *   RUNNING    a lock on the body of the task: a thread polls it, or it is in a queue and the lock with it. Cleared by the thread that has the lock.
   *   NOTIFIED   the task is in a queue, or will be put there by the thread that runs it, or is to be polled after that. Set by wakers, cleared by the runner.
   *   BODY       the body itself is to be polled; without it only strands that are ready. Goes with NOTIFIED.
   *   CANCELLED  the task shall end. Set by anybody, never cleared.
   *   COMPLETE   the task has ended; nothing changes any more. Set by the runner instead of RUNNING.
   *
   *   idle ──wake──▶ NOTIFIED ──runner──▶ RUNNING ──pending──▶ idle
   *                               new ──────▶ │ └──wake──▶ RUNNING+NOTIFIED ──pending──▶ NOTIFIED (queued again, behind the others)
   *                                           └──ready──▶ COMPLETE
   *
   *   change                       by          mode            owes
   *   idle → NOTIFIED              a waker     compareAndSet   SUBMIT: exactly one waker puts it into a queue
   *   RUNNING → +NOTIFIED          a waker     compareAndSet   nothing, the runner submits
   *   any → count + 1              a waker     compareAndSet   nothing; also when already notified, so that what the waker wrote before is seen by the coming poll
   *   NOTIFIED → RUNNING           the runner  compareAndSet   the poll
   *   RUNNING → idle or NOTIFIED   the runner  compareAndSet   SUBMIT when NOTIFIED; no change at all when CANCELLED came in: CANCEL now
   *   RUNNING, handed on           the runner  none            SUBMIT: the task wants another poll, and is put into a queue as it is; CANCEL as above
   *   RUNNING, taken over          the next    a volatile read the poll. NOTIFIED is cleared by compareAndSet if it is there, for the coming poll serves it
   *   RUNNING → COMPLETE           the runner  getAndAdd       wake the joiner
   *   any → +CANCELLED             anybody     compareAndSet   SUBMIT from idle; at shutdown the poll instead
   *
   * A task is in at most one queue: only the change from "not NOTIFIED and not RUNNING" submits,
   * and the runner is the only one who clears NOTIFIED, or the runner keeps the lock and submits,
   * while wakers see RUNNING and don't. No wake-up is lost: a waker's change comes either before
   * the runner's change to idle, which then sees NOTIFIED, or after it, and then it submits itself.
   * A task that wakes itself inside its poll makes no change at all: its runner, which is the
   * caller, hands it on. So a yield costs no atomic operation on this word, and neither does the
   * first poll of a new task, which is born handed on. That the lock lies in the queue is a plain
   * field of the task, written before it is queued and read by whoever takes it out: the queue
   * orders the two.
   * Looked for by TaskStateRaceTest (interleavings) and TaskStressTest (full speed).
   */
  static final long RUNNING = 1;
  static final long NOTIFIED = 1 << 1;
  static final long BODY = 1 << 2;
  static final long CANCELLED = 1 << 3;
  static final long COMPLETE = 1 << 4;

  private static final int COUNT_SHIFT = 16;
  private static final long ONE_WAKE = 1L << COUNT_SHIFT;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(TaskState.class, "state", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /// A new task is handed on: whoever made it puts it into a queue, and nobody else does.
  private volatile long state = RUNNING;

  /// What a change leaves its caller to do.
  enum Owes {
    NOTHING,
    SUBMIT,
    CANCEL,
    /// Nothing: the task has ended before.
    ENDED
  }

  final long stateVolatile() {
    return state;
  }

  /// Wake-ups so far, those by the task itself inside its poll not counted.
  final long wakeCount() {
    return state >>> COUNT_SHIFT;
  }

  /// @param flags NOTIFIED, with BODY or without
  /// @param counted whether somebody called a waker
  final Owes notified(long flags, boolean counted) {
    long add = counted ? ONE_WAKE : 0;
    while (true) {
      long before = state;
      if ((before & COMPLETE) != 0) {
        return Owes.ENDED;
      }
      if (STATE.compareAndSet(this, before, (before | flags) + add)) {
        return (before & (RUNNING | NOTIFIED)) == 0 ? Owes.SUBMIT : Owes.NOTHING;
      }
    }
  }

  /// Counts a wake-up that needs nothing else.
  final void countWake() {
    STATE.getAndAdd(this, ONE_WAKE);
  }

  /// @return whether this asked for it first, and SUBMIT if the task was idle
  final Owes cancelRequested() {
    while (true) {
      long before = state;
      if ((before & (COMPLETE | CANCELLED)) != 0) {
        return Owes.NOTHING;
      }
      if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
        return (before & (RUNNING | NOTIFIED)) == 0 ? Owes.SUBMIT : Owes.NOTHING;
      }
    }
  }

  /// Takes the notification.
  ///
  /// @return the flags before, or 0 when the notification is stale: the task has ended or somebody
  ///   runs it
  final long toRunning() {
    while (true) {
      long before = state;
      if ((before & (RUNNING | COMPLETE)) != 0 || (before & NOTIFIED) == 0) {
        return 0;
      }
      if (STATE.compareAndSet(this, before, (before & ~(NOTIFIED | BODY)) | RUNNING)) {
        return before;
      }
    }
  }

  /// Takes over a task that was handed on: the caller has got it out of a queue.
  ///
  /// @return the flags before
  final long toTakenOver() {
    while (true) {
      long before = state;
      if ((before & NOTIFIED) == 0
          || STATE.compareAndSet(this, before, before & ~(NOTIFIED | BODY))) {
        return before;
      }
    }
  }

  /// Takes the task for cancelling it at shutdown, if it is idle.
  ///
  /// A task that is in a queue stays there: taken now and woken while it is being cancelled, it
  /// would be put into a queue a second time, and the links of the first would be lost.
  ///
  /// @return whether the caller runs it now; false when another thread runs it or will get it out
  ///   of a queue, and see the cancellation, or it has ended
  final boolean toRunningForShutdown() {
    while (true) {
      long before = state;
      if ((before & COMPLETE) != 0) {
        return false;
      }
      boolean idle = (before & (RUNNING | NOTIFIED)) == 0;
      long after = idle ? before | CANCELLED | RUNNING : before | CANCELLED | NOTIFIED | BODY;
      if (STATE.compareAndSet(this, before, after)) {
        return idle;
      }
    }
  }

  /// Takes over a task that was handed on, for cancelling it.
  final void toTakenOverRefused() {
    while (true) {
      long before = state;
      if (STATE.compareAndSet(this, before, (before & ~(NOTIFIED | BODY)) | CANCELLED)) {
        return;
      }
    }
  }

  /// Takes the notification, for cancelling the task: the caller has got it out of a queue, or no
  /// queue would have it.
  ///
  /// @return false when another thread runs it, which will see the cancellation, or it has ended
  final boolean toRunningRefused() {
    while (true) {
      long before = state;
      if ((before & COMPLETE) != 0) {
        return false;
      }
      boolean running = (before & RUNNING) != 0;
      long after =
          running
              ? before | CANCELLED | NOTIFIED | BODY
              : (before & ~(NOTIFIED | BODY)) | CANCELLED | RUNNING;
      if (STATE.compareAndSet(this, before, after)) {
        return !running;
      }
    }
  }

  /// The poll has ended pending, and the task itself wants another one: the caller hands it on.
  ///
  /// @param cancelling the cancellation has been taken notice of
  final Owes toHandedOn(boolean cancelling) {
    return (state & CANCELLED) != 0 && !cancelling ? Owes.CANCEL : Owes.SUBMIT;
  }

  /// The poll has ended pending.
  ///
  /// @param cancelling the cancellation has been taken notice of
  final Owes toIdle(boolean cancelling) {
    while (true) {
      long before = state;
      if ((before & CANCELLED) != 0 && !cancelling) {
        return Owes.CANCEL;
      }
      long after = before & ~RUNNING;
      if (STATE.compareAndSet(this, before, after)) {
        return (after & NOTIFIED) != 0 ? Owes.SUBMIT : Owes.NOTHING;
      }
    }
  }

  /// The task has ended.
  final void toComplete() {
    STATE.getAndAdd(this, COMPLETE - RUNNING);
  }

  static String describe(long word) {
    return ((word & RUNNING) != 0 ? "running " : "")
        + ((word & NOTIFIED) != 0 ? "notified " : "")
        + ((word & BODY) != 0 ? "body " : "")
        + ((word & CANCELLED) != 0 ? "cancelled " : "")
        + ((word & COMPLETE) != 0 ? "complete " : "")
        + "wakes="
        + (word >>> COUNT_SHIFT);
  }
}
