package dev.vitrine.console.server.internal.read;

import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.State;

/// The times of a task up to an instant, what lasts at that instant included.
///
/// @param state at that instant
/// @param sinceNanos when it came into the state
/// @param inStateNanos how long it has been in it
/// @param busyNanos polls, the running one included
/// @param scheduledNanos from wake-ups to polls, the wait that lasts included
/// @param idleNanos the rest
/// @param totalNanos of its life
public record Figures(
    State state,
    long sinceNanos,
    long inStateNanos,
    long busyNanos,
    long scheduledNanos,
    long idleNanos,
    long totalNanos) {
  public static Figures of(TaskView task, long now) {
    State state = task.state();
    long since =
        switch (state) {
          case RUNNING -> later(task.lastPollStartedNanos(), task.createdAtNanos());
          case SCHEDULED ->
              later(later(task.lastWakeNanos(), task.lastPollEndedNanos()), task.createdAtNanos());
          case IDLE -> later(task.lastPollEndedNanos(), task.createdAtNanos());
          case FINISHED -> later(task.finishedAtNanos(), task.createdAtNanos());
        };
    long inState = Math.max(0, now - since);
    long total = Math.max(0, (state == State.FINISHED ? since : now) - task.createdAtNanos());
    long busy = task.busyNanos() + (state == State.RUNNING ? inState : 0);
    long scheduled = task.scheduledNanos() + (state == State.SCHEDULED ? inState : 0);
    return new Figures(
        state, since, inState, busy, scheduled, Math.max(0, total - busy - scheduled), total);
  }

  private static long later(long nanos, long other) {
    // 0 stands for "not yet", and the clock's numbers may be negative.
    return nanos == 0 || nanos - other < 0 ? other : nanos;
  }
}
