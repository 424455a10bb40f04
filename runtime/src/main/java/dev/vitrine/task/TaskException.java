package dev.vitrine.task;

import org.jspecify.annotations.Nullable;

/// A task came to no value. Carries which task.
public abstract sealed class TaskException extends RuntimeException
    permits TaskFailedException, TaskCancelledException {
  private static final long serialVersionUID = 1;

  private final long taskId;
  private final String taskName;

  TaskException(String message, long taskId, String taskName, @Nullable Throwable cause) {
    super(message, cause);
    this.taskId = taskId;
    this.taskName = taskName;
  }

  /// The task's number; 0 when it was no task's.
  public long taskId() {
    return taskId;
  }

  /// The task's name; empty for none.
  public String taskName() {
    return taskName;
  }

  static String describe(long taskId, String taskName) {
    return taskName.isEmpty() ? "task " + taskId : "task " + taskId + " \"" + taskName + "\"";
  }
}
