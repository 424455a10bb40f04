package dev.vitrine.instrument;

/// What is expected of the next event of a lane, by those who write and those who read: of most
/// events then no values have to be told. The table is in `recording.proto`, at `EventBatch`.
///
/// Who asks what is expected does so before telling what it is.
final class Expectations {
  private static final int MASK = 63;

  private final long[] waiting = new long[MASK + 1];
  private int from; // those in between are there; both grow
  private int to;

  long thread;
  long polled;
  private long polledBefore;
  private boolean isInPoll;
  private long firstWoken;
  private long queued;
  private long ready;
  long spawned;
  long site;
  long job;
  long ring;
  long inject;

  /// Forgets everything: a batch begins.
  void clear() {
    from = 0;
    to = 0;
    thread = 0;
    polled = 0;
    polledBefore = 0;
    isInPoll = false;
    firstWoken = 0;
    queued = 0;
    ready = 0;
    spawned = 0;
    site = 0;
    job = 0;
    ring = 0;
    inject = 0;
  }

  /// The task of a poll that starts.
  long pollStart(boolean isLifo) {
    if (isLifo) {
      return ready;
    }
    return from == to ? queued + 1 : waiting[from & MASK];
  }

  void pollStarted(boolean isLifo, long task) {
    isInPoll = true;
    polledBefore = polled;
    polled = task;
    if (isLifo) {
      takeNewest(task);
    } else {
      queued = task;
      if (from != to && !takeNewest(task)) {
        takeOldest(task);
      }
    }
  }

  private boolean takeNewest(long task) {
    if (from == to || waiting[(to - 1) & MASK] != task) {
      return false;
    }
    to--;
    return true;
  }

  /// Takes it and those before it; all if it is not there, which is the least wrong.
  private void takeOldest(long task) {
    boolean found = false;
    while (from != to && !found) {
      found = waiting[from & MASK] == task;
      from++;
    }
  }

  void spawned(int flags, long task, long callsite) {
    spawned = task;
    site = callsite;
    ready(flags == 0 || flags == 3, task);
  }

  /// The task that is woken: in a poll the one that was polled before, as two that talk with each
  /// other do. Outside, by a driver, it can not be known; then all are told from the same one.
  long wake() {
    return isInPoll ? polledBefore : firstWoken;
  }

  void woken(int flags, long task) {
    if (!isInPoll && firstWoken == 0) {
      firstWoken = task;
    }
    ready((flags & 1) != 0, task);
  }

  void pollEnded() {
    isInPoll = false;
  }

  private void ready(boolean waits, long task) {
    ready = task;
    if (waits && to - from < waiting.length) {
      waiting[to & MASK] = task;
      to++;
    }
  }

  void queues(long ofWorker, long ofInject) {
    ring = ofWorker;
    inject = ofInject;
  }
}
