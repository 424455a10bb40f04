package dev.vitrine.console.tui.view;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.widget.Cell;

/// Tasks in words.
final class TaskText {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private TaskText() {}

  /// `▶ w0 812ms`, `◦ idle 38s`, `● sched 3ms`, `■ done 2s`.
  static Cell state(RowFacts task, Look look) {
    long since = task.figure(TaskColumn.TASK_COLUMN_IN_STATE);
    var row = task.row();
    return switch (row.getState()) {
      case TASK_STATE_RUNNING ->
          new Cell(
              look.pick("▶ ", "> ")
                  + (row.hasWorker() ? "w" + row.getWorker() : "run")
                  + age(since, MILLI, look),
              since >= 50 * MILLI ? Ink.ALARM : Ink.GOOD);
      case TASK_STATE_SCHEDULED ->
          new Cell(look.pick("● ", "* ") + "sched" + age(since, MILLI, look), Ink.CAUTION);
      case TASK_STATE_IDLE ->
          new Cell(look.pick("◦ ", ". ") + "idle" + age(since, SECOND, look), Ink.PLAIN);
      case TASK_STATE_FINISHED ->
          new Cell(
              look.pick("■ ", "# ") + outcome(row.getOutcome()) + age(since, SECOND, look),
              Ink.DIM);
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> Cell.EMPTY;
    };
  }

  private static String outcome(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_FAILED -> "failed";
      case OUTCOME_CANCELLED -> "cancel";
      case OUTCOME_COMPLETED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> "done";
    };
  }

  private static String age(long nanos, long least, Look look) {
    return nanos < least ? "" : " " + Durations.brief(nanos, look.unicode());
  }

  /// `Mutex "index" ◂ task 31`.
  static String waiting(Wait wait, Look look) {
    String on = RowFacts.waitText(wait);
    if (wait.getHolder().getId() == 0) {
      return on;
    }
    return on + look.pick(" ◂ ", " < ") + "task " + wait.getHolder().getId();
  }

  /// `31 index-rebuild`, or `31` and where it was spawned when it has no name.
  static String ref(TaskRef task) {
    if (task.getId() == 0) {
      return "";
    }
    String name = task.getName().isEmpty() ? Places.brief(task.getSpawnedAt()) : task.getName();
    return name.isEmpty() ? Long.toString(task.getId()) : task.getId() + " " + name;
  }

  /// A name, or the kind in brackets for tasks that have none.
  static Cell name(RowFacts task) {
    if (!task.name().isEmpty()) {
      return Cell.of(task.name());
    }
    return Cell.dim(
        task.kind().isEmpty() || task.kind().equals("task") ? "" : "(" + task.kind() + ")");
  }

  static String stateWord(TaskState state) {
    return switch (state) {
      case TASK_STATE_RUNNING -> "running";
      case TASK_STATE_SCHEDULED -> "scheduled, not waiting";
      case TASK_STATE_IDLE -> "idle";
      case TASK_STATE_FINISHED -> "finished";
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> "gone";
    };
  }

  /// How long ago something was, on the server's clock.
  static String ago(Timestamp at, Timestamp now, Look look) {
    return Durations.brief(Instants.between(at, now), look.unicode());
  }

  static String duration(long nanos) {
    return Durations.brief(nanos);
  }
}
