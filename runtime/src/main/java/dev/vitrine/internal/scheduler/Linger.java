package dev.vitrine.internal.scheduler;

/// Whether a worker that has run out of tasks looks out for one from outside for a moment, before
/// it sleeps.
///
/// To wake a thread takes some ten microseconds where a processor sleeps with it, and some of the
/// CPU of whoever wakes it. Where threads outside send one task at a time and the next one soon, a
/// worker that stays awake in between saves both (`chained_spawn`, or a call from a thread outside
/// that waits for its answer). So it looks out after sleeps that such a task has ended soon, and
/// the more seldom the more often it has looked in vain. Where many come at a time it would meet
/// each at the far end of the queue, which is dearer than to sleep and find them all there
/// (`spawn_many_remote_idle`).
///
/// Each worker has one, and touches no other.
final class Linger {
  private static final long LOOK_NANOS = 20_000;
  private static final int PAUSES = 8; // between two looks: half a microsecond at most
  private static final long SOON_NANOS = 100_000; // with what waking takes
  private static final int ENOUGH = 2;
  private static final int MOST_NEEDED = 64;
  private static final int FEW = 8;

  private int gain; // sleeps that a look would have saved, less looks in vain
  private int needed = ENOUGH; // of these; twice as many after each look that was in vain
  private int fromOutside; // tasks since the worker was last idle
  private boolean wasShort; // the last sleep, and no task has come since
  private boolean hasSeen;

  /// The worker was woken by a notifier.
  ///
  /// @param nanos how long it has been idle
  void slept(long nanos) {
    wasShort = nanos < SOON_NANOS;
    if (!wasShort) {
      gain = 0;
    }
  }

  /// The worker has taken tasks that came from outside.
  void tookFromOutside(int tasks) {
    fromOutside += tasks;
    if (wasShort) {
      wasShort = false;
      gain = Math.min(gain + 1, needed + ENOUGH);
    }
  }

  /// The worker is idle.
  ///
  /// @return whether to look out
  boolean isWorthIt() {
    if (fromOutside > FEW) {
      gain = 0;
    }
    fromOutside = 0;
    wasShort = false;
    hasSeen = false;
    return gain >= needed;
  }

  /// Looks out. Meanwhile the worker has to count as one that searches, so that nobody is woken in
  /// its place.
  ///
  /// @return whether there is a task from outside now
  boolean seesTask(InjectQueue inject, long idleSinceNanos) {
    while (inject.isEmpty()) {
      if (System.nanoTime() - idleSinceNanos > LOOK_NANOS) {
        wasInVain();
        return false;
      }
      for (int i = 0; i < PAUSES; i++) {
        Thread.onSpinWait();
      }
    }
    hasSeen = true;
    needed = ENOUGH;
    return true;
  }

  private void wasInVain() {
    gain--;
    if (gain < needed) {
      gain = 0;
      needed = Math.min(2 * needed, MOST_NEEDED);
    }
  }

  /// The worker stops searching, with a task.
  ///
  /// @return whether it is the one it has looked out for
  boolean endsSearch() {
    boolean seen = hasSeen;
    hasSeen = false;
    return seen;
  }
}
