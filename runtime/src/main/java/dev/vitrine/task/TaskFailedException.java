package dev.vitrine.task;

/// A task has thrown; the cause is what it threw.
public final class TaskFailedException extends TaskException {
  private static final long serialVersionUID = 1;

  public TaskFailedException(long taskId, String taskName, Throwable cause) {
    super(describe(taskId, taskName) + " failed: " + text(cause), taskId, taskName, cause);
  }

  /// The text of an exception is made by code of the user, which may fail as well.
  private static String text(Throwable cause) {
    try {
      return cause.toString();
    } catch (RuntimeException | Error broken) {
      return cause.getClass().getName();
    }
  }
}
