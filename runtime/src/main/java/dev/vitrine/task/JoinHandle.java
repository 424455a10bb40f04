package dev.vitrine.task;

import dev.vitrine.future.Async;
import org.jspecify.annotations.Nullable;

/// A spawned task, for the one who waits for its end. Letting go of the handle lets the task run
/// on.
///
/// Awaiting gives the task's value, once. It throws [TaskFailedException] with the cause when the
/// task has thrown, and [TaskCancelledException] when it was aborted or its runtime was closed.
///
/// - **Cancellation:** giving up waiting leaves the task alone; it can be waited for again.
///
/// @param <T> what the task returns
public interface JoinHandle<T extends @Nullable Object> extends Async<T> {

  /// The task's number: unique in the process, never 0, never reused.
  long id();

  /// The name it was given; empty for none.
  String name();

  /// Asks the task to end: at its next suspension the operation it waits in is cancelled, `finally`
  /// blocks run, and the task ends as cancelled. A task that has finished before that stays as it
  /// is; a blocking job that runs can not be stopped.
  ///
  /// - **Threads:** any. Does not wait for the end; await the handle for that.
  void abort();

  /// Whether the task has ended and nothing of it runs any more.
  boolean isFinished();

  /// A handle that can only abort, for those who do not wait.
  AbortHandle abortHandle();

  /// Says that nobody will wait: a failure goes to the runtime's handler for unjoined failures as
  /// soon as it happens.
  void detach();
}
