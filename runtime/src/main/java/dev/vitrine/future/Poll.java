package dev.vitrine.future;

import org.jspecify.annotations.Nullable;

/// What one poll of an [Async] came to: a value, or nothing yet.
///
/// A failure is not an answer: a poll that fails throws, and the operation is then as finished as
/// with a value.
public sealed interface Poll<T extends @Nullable Object> {

  /// The operation is finished and must not be polled again.
  record Ready<T extends @Nullable Object>(T value) implements Poll<T> {
    static final Ready<@Nullable Object> NULL = new Ready<>(null);
  }

  /// The operation has kept the [Waker] and will wake it when another poll is worth while.
  enum Pending implements Poll<Object> {
    INSTANCE
  }

  /// The answer that carries `value`.
  @SuppressWarnings("unchecked") // one Ready of null serves every type that allows null
  static <T extends @Nullable Object> Poll<T> ready(T value) {
    return value == null ? (Poll<T>) (Poll<?>) Ready.NULL : new Ready<>(value);
  }

  /// The answer of an operation that has no value, for example `Async<Void>`.
  @SuppressWarnings("unchecked")
  static Poll<@Nullable Void> done() {
    return (Poll<@Nullable Void>) (Poll<?>) Ready.NULL;
  }

  /// The answer of an operation that is not finished; whoever gives it has arranged for a wake-up.
  @SuppressWarnings("unchecked") // Pending holds no value, so it is a Poll of any type
  static <T extends @Nullable Object> Poll<T> pending() {
    return (Poll<T>) (Poll<?>) Pending.INSTANCE;
  }

  /// Whether this is a [Pending].
  default boolean isPending() {
    return this == Pending.INSTANCE;
  }

  /// The value of a [Ready].
  ///
  /// @throws IllegalStateException if this is a [Pending]
  default T value() {
    if (this instanceof Ready<T>(T value)) {
      return value;
    }
    throw new IllegalStateException("a pending poll has no value: ask isPending() first");
  }
}
