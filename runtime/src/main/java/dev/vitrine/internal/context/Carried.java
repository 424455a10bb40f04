package dev.vitrine.internal.context;

import org.jspecify.annotations.Nullable;

/// The scheduler of a virtual thread that is part of a task.
public interface Carried {
  /// The virtual thread itself; others that it started have the same scheduler but are not part of
  /// the task.
  @Nullable Thread thread();

  /// The context of the platform thread that polls the task now.
  @Nullable ThreadContext carrier();

  /// The id of the task.
  long taskId();
}
