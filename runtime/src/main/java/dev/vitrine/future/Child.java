package dev.vitrine.future;

import org.jspecify.annotations.Nullable;

/// One operation that a combinator polls: until it has ended, and then never again.
final class Child<T extends @Nullable Object> {
  private enum State {
    RUNNING,
    READY,
    FAILED,
    CANCELLED
  }

  private final Async<T> operation;
  private volatile State state = State.RUNNING;
  private @Nullable T value;
  private @Nullable Throwable failure;
  private @Nullable Throwable cancelFailure;

  Child(Async<T> operation) {
    this.operation = operation;
  }

  /// Polls it, unless it has ended.
  ///
  /// @return whether it has ended
  boolean poll(Context cx) {
    if (state == State.RUNNING) {
      try {
        Poll<T> answer = operation.poll(cx);
        if (!answer.isPending()) {
          value = answer.value();
          state = State.READY;
        }
      } catch (Throwable e) {
        failure = e;
        state = State.FAILED;
      }
    }
    return state != State.RUNNING;
  }

  /// Goes on giving it up, unless it has ended.
  ///
  /// @return whether nothing of it runs any more
  boolean pollCancel(Context cx) {
    if (state == State.RUNNING) {
      try {
        if (!operation.pollCancel(cx).isPending()) {
          state = State.CANCELLED;
        }
      } catch (Throwable e) { // the others have to be given up all the same
        cancelFailure = e;
        state = State.CANCELLED;
      }
    }
    return state != State.RUNNING;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /// What giving it up has thrown.
  @Nullable Throwable cancelFailure() {
    return cancelFailure;
  }

  Async<T> operation() {
    return operation;
  }

  /// The value of one that is ready.
  @SuppressWarnings("NullAway") // the operation has given it as a T
  T value() {
    return value;
  }
}
