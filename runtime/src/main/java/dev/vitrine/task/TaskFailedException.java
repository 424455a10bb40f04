package dev.vitrine.task;

/// A task has thrown; the cause is what it threw.
public final class TaskFailedException extends TaskException {
  private static final long serialVersionUID = 1;

  public TaskFailedException(long taskId, String taskName, Throwable cause) {
    super(describe(taskId, taskName) + " failed: " + cause, taskId, taskName, cause);
  }
}
