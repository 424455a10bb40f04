package dev.vitrine.internal.task;

/// The state word of a task in a given state, with what its changes owe as a number.
final class Word extends JoinState {
  private Word() {}

  /// In a queue, as a new task is.
  static Word queued() {
    return new Word();
  }

  /// Being polled by whoever has called this.
  static Word running() {
    var word = new Word();
    word.take();
    return word;
  }

  /// Pending, and in no queue.
  static Word idle() {
    Word word = running();
    word.pend();
    return word;
  }

  int wake() {
    return number(notified(NOTIFIED | BODY, true));
  }

  int abort() {
    return number(cancelRequested());
  }

  void take() {
    if (toRunning() == 0) {
      throw new AssertionError("was not in a queue: " + describe(stateVolatile()));
    }
  }

  int pend() {
    return number(toIdle(false, 0));
  }

  boolean hasEnded() {
    return (stateVolatile() & (COMPLETE | RUNNING)) == COMPLETE;
  }

  boolean isCancelled() {
    return (stateVolatile() & CANCELLED) != 0;
  }

  private static int number(Owes owes) {
    return switch (owes) {
      case NOTHING -> 0;
      case SUBMIT -> 1;
      case CANCEL -> 2;
    };
  }
}
