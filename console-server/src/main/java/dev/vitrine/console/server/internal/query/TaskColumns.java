package dev.vitrine.console.server.internal.query;

import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.server.internal.read.Figures;
import dev.vitrine.console.server.internal.read.Texts;
import dev.vitrine.console.server.internal.read.Waits;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;

/// What stands in the columns that tasks can be sorted and compared by.
final class TaskColumns {
  private TaskColumns() {}

  /// Whether the column holds text, and is not to be compared with numbers.
  static boolean isText(TaskColumn column) {
    return switch (column) {
      case TASK_COLUMN_NAME,
          TASK_COLUMN_WAITING_ON,
          TASK_COLUMN_CALLSITE,
          TASK_COLUMN_KIND,
          TASK_COLUMN_STATE ->
          true;
      default -> false;
    };
  }

  /// The number that stands for the column: nanoseconds of a duration, the rank of a state, 0 for
  /// what is sorted by [#text].
  static long number(TaskColumn column, TaskView task, Figures figures) {
    return switch (column) {
      case TASK_COLUMN_STATE ->
          switch (figures.state()) {
            case FINISHED -> 0;
            case IDLE -> 1;
            case RUNNING -> 2;
            case SCHEDULED -> 3;
          };
      case TASK_COLUMN_BUSY -> figures.busyNanos();
      case TASK_COLUMN_SCHEDULED -> figures.scheduledNanos();
      case TASK_COLUMN_IDLE -> figures.idleNanos();
      case TASK_COLUMN_TOTAL -> figures.totalNanos();
      case TASK_COLUMN_POLLS -> task.polls();
      case TASK_COLUMN_WAKES -> task.wakes();
      case TASK_COLUMN_SELF_WAKES -> task.selfWakes();
      case TASK_COLUMN_WORKER -> task.worker().orElse(-1);
      case TASK_COLUMN_IN_STATE -> figures.inStateNanos();
      case TASK_COLUMN_NAME, TASK_COLUMN_WAITING_ON, TASK_COLUMN_CALLSITE, TASK_COLUMN_KIND -> 0;
      case TASK_COLUMN_UNSPECIFIED, TASK_COLUMN_ID, UNRECOGNIZED -> task.id();
    };
  }

  /// The text to sort by when the column holds text; else empty.
  static String text(TaskColumn column, TaskView task) {
    return switch (column) {
      case TASK_COLUMN_NAME -> task.name();
      case TASK_COLUMN_KIND -> task.kind().label();
      case TASK_COLUMN_CALLSITE -> callsite(task);
      case TASK_COLUMN_WAITING_ON ->
          Waits.oldest(task.waits())
              .map(
                  wait -> {
                    Resource resource = wait.resource();
                    return resource == null ? wait.operation() : Texts.resource(resource);
                  })
              .orElse("");
      default -> "";
    };
  }

  static String callsite(TaskView task) {
    Location place = task.callsite().location();
    return place == null ? "" : Texts.place(place);
  }
}
