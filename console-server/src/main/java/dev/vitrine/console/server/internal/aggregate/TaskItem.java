package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.instrument.TaskView;
import org.jspecify.annotations.Nullable;

/// A task that watchers of tokio-console's protocol are told of.
final class TaskItem extends Item {
  final TaskView view;

  /// The first of its waits; the others hang on it.
  @Nullable OpItem firstOp;

  /// Whether it has been asked what it waits for. That takes a microsecond, so of a million tasks
  /// each is asked when a watcher has room for the answer.
  boolean waitsRead;

  /// As last looked at.
  boolean hasLostWaker;

  TaskItem(TaskView view) {
    this.view = view;
  }
}
