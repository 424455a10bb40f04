package dev.vitrine.task;

/// The right to abort a task, and no more. See [JoinHandle#abort()].
public interface AbortHandle {
  long id();

  void abort();

  boolean isFinished();
}
