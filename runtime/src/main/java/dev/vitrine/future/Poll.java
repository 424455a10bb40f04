package dev.vitrine.future;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one poll of an [Async] came to: a value, or nothing yet.
///
/// A failure is not an answer: a poll that fails throws, and the operation is then as finished as
/// with a value.
///
/// Two are equal if both are pending, or both have values that are equal.
///
/// @param <T> the type of the value
public final class Poll<T extends @Nullable Object> {
  /*
   * One class, and what it says is told by its one field: the JIT then does not make the object at
   * all where it sees the poll and who asks for the value. It does make one of two classes, since
   * it does not follow a test of the class where answers come together.
   */
  private static final Object NOTHING = new Object();
  private static final Poll<?> PENDING = new Poll<>(NOTHING);
  private static final Poll<?> READY_WITH_NULL = new Poll<>(null);

  private final @Nullable Object value; // NOTHING while it is pending

  private Poll(@Nullable Object value) {
    this.value = value;
  }

  /// The answer that carries `value`: the operation is finished and must not be polled again.
  @SuppressWarnings("unchecked") // one object for null serves every type that allows null
  public static <T extends @Nullable Object> Poll<T> ready(T value) {
    return value == null ? (Poll<T>) READY_WITH_NULL : new Poll<>(value);
  }

  /// The answer of an operation that has no value, for example `Async<Void>`.
  @SuppressWarnings("unchecked")
  public static Poll<@Nullable Void> done() {
    return (Poll<@Nullable Void>) READY_WITH_NULL;
  }

  /// The answer of an operation that is not finished; whoever gives it has arranged for a wake-up.
  @SuppressWarnings("unchecked") // it holds no value, so it is a Poll of any type
  public static <T extends @Nullable Object> Poll<T> pending() {
    return (Poll<T>) PENDING;
  }

  /// Whether there is nothing yet: the operation has kept the [Waker] and will wake it when another
  /// poll is worth while.
  public boolean isPending() {
    return value == NOTHING;
  }

  /// The value.
  ///
  /// @throws IllegalStateException if there is none yet
  @SuppressWarnings({"unchecked", "NullAway"}) // ready has been given it as a T
  public T value() {
    if (value == NOTHING) {
      throw new IllegalStateException("a pending poll has no value: ask isPending() first");
    }
    return (T) value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Poll<?> poll && Objects.equals(value, poll.value);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(value);
  }

  @Override
  public String toString() {
    return isPending() ? "pending" : "ready: " + value;
  }
}
