package dev.vitrine.stress;

import java.util.List;

/// Mistakes of a task's life: its state word, and joining it; see [Breaks].
final class StateBreaks {
  private StateBreaks() {}

  static final List<Break> ALL =
      List.of(
          new Break(
              "a waker stores instead of comparing",
              "internal.task.TaskState",
              "if (STATE.compareAndSet(this, before, (before | flags) + add)) {",
              "STATE.setVolatile(this, (before | flags) + add); {",
              "TaskStateTwoWakers"),
          new Break(
              "a waker of a running task submits it",
              "internal.task.TaskState",
              """
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {
          return (before & (RUNNING | NOTIFIED)) == 0\
          """,
              """
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {
          return (before & NOTIFIED) == 0\
          """,
              "TaskStateWakeDuringPoll"),
          new Break(
              "the end of a poll clears NOTIFIED",
              "internal.task.TaskState",
              "long after = before & ~RUNNING;",
              "long after = before & ~(RUNNING | NOTIFIED);",
              "TaskStateWakeDuringPoll"),
          new Break(
              "a waker that finds NOTIFIED makes no change",
              "internal.task.TaskState",
              """
          if ((before & COMPLETE) != 0) {
          return Owes.ENDED;
          }
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {\
          """,
              """
          if ((before & (COMPLETE | NOTIFIED)) != 0) {
          return Owes.NOTHING;
          }
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {\
          """,
              "TaskStateWakeBeforePoll"),
          new Break(
              "the end of a poll does not look for CANCELLED",
              "internal.task.TaskState",
              "if ((before & CANCELLED) != 0 && !cancelling) {",
              "if ((before & COMPLETE) != 0 && !cancelling) {",
              "TaskStateAbortDuringPoll"),
          new Break(
              "an abort stores instead of comparing",
              "internal.task.TaskState",
              "if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {",
              "STATE.setVolatile(this, before | CANCELLED | NOTIFIED | BODY); {",
              "TaskStateAbortAgainstCompletion"),
          new Break(
              "an abort of an idle task that was woken submits it too",
              "internal.task.TaskState",
              """
          if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
          return (before & (RUNNING | NOTIFIED)) == 0\
          """,
              """
          if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
          return (before & RUNNING) == 0\
          """,
              "TaskStateAbortAgainstWake"),
          new Break(
              "shutdown takes a task that is queued",
              "internal.task.TaskState",
              "boolean idle = (before & (RUNNING | NOTIFIED)) == 0;",
              "boolean idle = (before & RUNNING) == 0;",
              "TaskStateShutdownAgainstWake"),
          new Break(
              "a wake-up is counted with a store",
              "internal.task.TaskState",
              "STATE.getAndAdd(this, ONE_WAKE);",
              "STATE.setVolatile(this, state + ONE_WAKE);",
              "TaskStateWakesAreCounted"),
          new Break(
              "rare parts are stored instead of compared",
              "internal.task.TaskFigures",
              "var before = (RareParts) RARE.compareAndExchange(this, null, parts);",
              "RareParts before = null; RARE.setVolatile(this, parts);",
              "TaskFiguresTwoNeedRareParts"),
          new Break(
              "who takes over stores instead of comparing",
              "internal.task.TaskState",
              """
          if ((before & NOTIFIED) == 0
          || STATE.compareAndSet(this, before, before & ~(NOTIFIED | BODY))) {\
          """,
              "STATE.setVolatile(this, before & ~(NOTIFIED | BODY)); {",
              "TaskStateAbortAgainstYield"),
          new Break(
              "who takes over forgets that the task shall end",
              "internal.task.TaskState",
              """
          if ((before & NOTIFIED) == 0
          || STATE.compareAndSet(this, before, before & ~(NOTIFIED | BODY))) {\
          """,
              """
          if ((before & NOTIFIED) == 0
          || STATE.compareAndSet(this, before, before & ~(NOTIFIED | BODY | CANCELLED))) {\
          """,
              "TaskStateAbortAgainstYield"),
          new Break(
              "the end looks for the joiner before it is told",
              "internal.task.JoinState",
              """
          toComplete();
          if (joiner != null) {\
          """,
              """
          boolean waited = joiner != null;
          toComplete();
          if (waited) {\
          """,
              "JoinStateWaitAgainstEnd"),
          new Break(
              "the joiner looks at the state before it registers",
              "internal.task.JoinState",
              """
          joiner = waker;
          return !isComplete();\
          """,
              """
          boolean ended = isComplete();
          joiner = waker;
          return !ended;\
          """,
              "JoinStateWaitAgainstEnd"),
          new Break(
              "the joiner registers with a release store",
              "internal.task.JoinState",
              """
          joiner = waker;
          return\
          """,
              """
          WAKER.setRelease(this, waker);
          return\
          """,
              "JoinStateWaitAgainstEnd"));
}
