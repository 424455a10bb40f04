package dev.vitrine.internal.task;

/// How the polls of one operation went, as long as somebody watches. Written by the thread that
/// polls, read by anybody, a little late.
final class WaitFigures {
  static final WaitFigures NONE = new WaitFigures();

  private long lastStarted;
  private long lastEnded;
  private long busy;

  /// A poll that was answered pending.
  void polled(long start, long end) {
    busy += Math.max(0, end - start);
    lastStarted = start;
    lastEnded = Math.max(start, end);
  }

  long lastStarted() {
    return lastStarted;
  }

  long lastEnded() {
    return lastEnded;
  }

  long busy() {
    return busy;
  }
}
