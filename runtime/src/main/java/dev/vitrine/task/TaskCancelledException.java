package dev.vitrine.task;

/// A task, or an async block inside one, was cancelled: aborted, lost a `select`, ran out of time,
/// or its runtime was closed.
///
/// An async block sees it come out of the operation it awaits. Let it through: the block can not
/// wait for anything any more. What a task throws besides while it is cancelled, as from a
/// `finally` block, is suppressed in the one that a joiner gets; when nobody joins, it is reported
/// as a failure.
public final class TaskCancelledException extends TaskException {
  private static final long serialVersionUID = 1;

  public TaskCancelledException(long taskId, String taskName) {
    super(describe(taskId, taskName) + " was cancelled", taskId, taskName, null);
  }
}
