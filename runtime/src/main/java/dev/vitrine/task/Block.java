package dev.vitrine.task;

import org.jspecify.annotations.Nullable;

/// The code of an async block: ordinary Java that may suspend at
/// [dev.vitrine.future.Async#await()].
///
/// @param <T> what it returns
/// @param <X> what it throws
@FunctionalInterface
public interface Block<T extends @Nullable Object, X extends Throwable> {
  T run() throws X;
}
