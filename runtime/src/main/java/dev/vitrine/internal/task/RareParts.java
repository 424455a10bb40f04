package dev.vitrine.internal.task;

import org.jspecify.annotations.Nullable;

/// What few tasks have, in an object of its own: a field for each would cost every one of a million
/// tasks that wait.
///
/// A task gets one when it first needs it, and keeps it.
final class RareParts {
  /// The task that spawned it, if its id is too far from the task's own to be told by the
  /// difference; else 0.
  final long farParentId;

  @Nullable Strands strands; // written by the thread that polls the task
  TaskFigures.@Nullable Watched watched;

  RareParts(long farParentId) {
    this.farParentId = farParentId;
  }
}
