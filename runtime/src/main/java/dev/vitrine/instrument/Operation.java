package dev.vitrine.instrument;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A leaf that a task waits in: the [dev.vitrine.future.Async] that was last answered pending says
/// by this what it waits for.
///
/// - **Threads:** every method may be called by any thread at any time, must not block and must not
///   throw.
public interface Operation {

  /// The method that made it, such as `Mutex.lock`.
  String operation();

  /// What it waits for.
  Optional<? extends Resource> resource();

  /// Whether somebody is registered to wake it now. A task whose every wait says no will never run
  /// again.
  boolean isRegistered();

  /// Its own state, such as the permits asked for.
  default List<Attribute> operationAttributes() {
    return List.of();
  }

  /// The task whose end it waits for, by id, when it waits for a task.
  default OptionalLong awaitedTaskId() {
    return OptionalLong.empty();
  }
}
