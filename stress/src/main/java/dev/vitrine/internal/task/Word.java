package dev.vitrine.internal.task;

/// The state word of a task in a given state, with what its changes owe as a number.
final class Word extends JoinState {
  private Word() {}

  /// Handed on, and in a queue: as a new task is, or one that has yielded.
  static Word handedOn() {
    return new Word();
  }

  /// Being polled by whoever has called this.
  static Word running() {
    Word word = handedOn();
    word.takeOver();
    return word;
  }

  /// Pending, and in no queue.
  static Word idle() {
    Word word = running();
    word.pend();
    return word;
  }

  /// Woken, and in a queue.
  static Word queued() {
    Word word = idle();
    word.wake();
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

  void takeOver() {
    if ((toTakenOver() & RUNNING) == 0) {
      throw new AssertionError("was not handed on: " + describe(stateVolatile()));
    }
  }

  int pend() {
    return number(toIdle(false));
  }

  int handOn() {
    return number(toHandedOn(false));
  }

  boolean hasEnded() {
    return (stateVolatile() & (COMPLETE | RUNNING)) == COMPLETE;
  }

  boolean isCancelled() {
    return (stateVolatile() & CANCELLED) != 0;
  }

  private static int number(Owes owes) {
    return switch (owes) {
      case NOTHING, ENDED -> 0;
      case SUBMIT -> 1;
      case CANCEL -> 2;
    };
  }
}
