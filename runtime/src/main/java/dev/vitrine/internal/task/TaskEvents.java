package dev.vitrine.internal.task;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.record.Recorder;
import org.jspecify.annotations.Nullable;

/// What is recorded of a task; nothing while nobody records.
///
/// An event goes to the lane of the worker on whose thread it happens, else to that of all other
/// threads. Polls are timed exactly anyhow; what happens inside one has the time of the coarse
/// clock, since to read the exact one for each would cost more than all the rest.
public final class TaskEvents {
  private static final int SPAWN = EventKind.SPAWN.code();
  private static final int POLL_START = EventKind.POLL_START.code();
  private static final int POLL_END = EventKind.POLL_END.code();
  private static final int WAKE = EventKind.WAKE.code();
  private static final int END = EventKind.END.code();
  private static final int FROM_LIFO = 1;
  private static final int SUBMITS = 1;
  private static final int BY_ITSELF = 2;
  private static final int FAILED = 1;
  private static final int CANCELLED = 2;

  private TaskEvents() {}

  /// The task begins to exist, on the calling thread.
  public static void spawned(TaskCell<?> task) {
    if (Tier.isRecorded()) {
      int kind = task.origin().kind().code();
      long callsite = task.origin().callsite().id();
      PollStats here = statsOf(Current.context());
      write(SPAWN, kind, CoarseClock.now(), here, task.id(), task.parentId(), callsite);
    }
  }

  /// @param stats of the thread that polls; null when it is no worker
  static void pollStarted(TaskFigures task, boolean fromLifo, long at, @Nullable PollStats stats) {
    if (Tier.isRecorded()) {
      write(POLL_START, fromLifo ? FROM_LIFO : 0, at, stats, task.id(), 0, 0);
    }
  }

  /// @param stats of the thread that has polled; it may have become another since the start
  static void pollEnded(TaskFigures task, long at, @Nullable PollStats stats) {
    if (Tier.isRecorded()) {
      write(POLL_END, 0, at, stats, task.id(), 0, 0);
    }
  }

  /// @param submits whether the task goes into a queue because of it
  /// @param here the context of the thread that wakes
  static void woken(TaskFigures task, boolean submits, @Nullable ThreadContext here) {
    if (Tier.isRecorded()) {
      int flags = submits ? SUBMITS : 0;
      wake(task, flags, statsOf(here));
    }
  }

  static void wokeItself(TaskFigures task) {
    if (Tier.isRecorded()) {
      wake(task, BY_ITSELF, statsOf(Current.context()));
    }
  }

  private static void wake(TaskFigures task, int flags, @Nullable PollStats here) {
    if (here != null) {
      here.recordWake(flags, CoarseClock.now(), task.id());
    } else {
      Recorder.foreign(WAKE, flags, CoarseClock.now(), task.id(), 0, 0);
    }
  }

  static void ended(
      TaskFigures task, boolean failed, boolean cancelled, long at, @Nullable PollStats stats) {
    if (Tier.isRecorded()) {
      int how = cancelled ? CANCELLED : failed ? FAILED : 0;
      write(END, how, at, stats, task.id(), 0, 0);
    }
  }

  private static @Nullable PollStats statsOf(@Nullable ThreadContext here) {
    return here == null ? null : here.stats();
  }

  private static void write(
      int code, int flags, long nanos, @Nullable PollStats stats, long a, long b, long c) {
    if (stats != null) {
      stats.record(code, flags, nanos, a, b, c);
    } else {
      Recorder.foreign(code, flags, nanos, a, b, c);
    }
  }
}
