package dev.vitrine.sync;

import org.jspecify.annotations.Nullable;

/// What receiving without waiting came to.
public sealed interface TryReceive<T extends @Nullable Object> {

  /// A value.
  record Received<T extends @Nullable Object>(T value) implements TryReceive<T> {}

  /// Nothing yet.
  record Empty<T extends @Nullable Object>() implements TryReceive<T> {
    private static final Empty<?> INSTANCE = new Empty<>();
  }

  /// Nothing, and nothing will come.
  record Closed<T extends @Nullable Object>() implements TryReceive<T> {
    private static final Closed<?> INSTANCE = new Closed<>();
  }

  /// The answer that there is nothing yet.
  @SuppressWarnings("unchecked") // holds no value
  static <T extends @Nullable Object> TryReceive<T> empty() {
    return (TryReceive<T>) Empty.INSTANCE;
  }

  /// The answer that nothing will come.
  @SuppressWarnings("unchecked") // holds no value
  static <T extends @Nullable Object> TryReceive<T> closed() {
    return (TryReceive<T>) Closed.INSTANCE;
  }
}
