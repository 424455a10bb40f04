package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.v1.TaskColumn;
import java.util.Comparator;

/// The order of a query: by a column, ties by id upwards in both directions.
public final class TaskOrder {
  private static final Comparator<TaskFacts> BY_ID = Comparator.comparingLong(TaskFacts::id);

  private TaskOrder() {}

  public static Comparator<TaskFacts> by(TaskColumn column, boolean descending) {
    Comparator<TaskFacts> order =
        isText(column)
            ? Comparator.comparing(task -> task.text(column), String.CASE_INSENSITIVE_ORDER)
            : Comparator.comparingLong(task -> task.figure(column));
    return (descending ? order.reversed() : order).thenComparing(BY_ID);
  }

  /// Whether a column is sorted as text.
  public static boolean isText(TaskColumn column) {
    return switch (column) {
      case TASK_COLUMN_NAME, TASK_COLUMN_WAITING_ON, TASK_COLUMN_CALLSITE, TASK_COLUMN_KIND -> true;
      case TASK_COLUMN_UNSPECIFIED,
          TASK_COLUMN_ID,
          TASK_COLUMN_STATE,
          TASK_COLUMN_BUSY,
          TASK_COLUMN_SCHEDULED,
          TASK_COLUMN_IDLE,
          TASK_COLUMN_TOTAL,
          TASK_COLUMN_POLLS,
          TASK_COLUMN_WAKES,
          TASK_COLUMN_SELF_WAKES,
          TASK_COLUMN_WORKER,
          TASK_COLUMN_IN_STATE,
          UNRECOGNIZED ->
          false;
    };
  }
}
