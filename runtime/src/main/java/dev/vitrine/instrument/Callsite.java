package dev.vitrine.instrument;

import org.jspecify.annotations.Nullable;

/// A place that spawns tasks, with the sums over all of them. Counters only grow.
public interface Callsite {

  /// Unique in the process, never 0, never reused.
  long id();

  /// Null when the place could not be found.
  @Nullable Location location();

  /// What is spawned there: `async block`, or the name of the class that is polled, or `blocking
  /// job`.
  String body();

  long spawned();

  long completed();

  long failed();

  long cancelled();

  /// Spawned and not finished.
  default long alive() {
    return Math.max(0, spawned() - completed() - failed() - cancelled());
  }

  /// Polls of all its tasks, finished ones included.
  long polls();

  long busyNanos();

  /// Lengths of polls.
  Histogram pollTimes();

  /// Times from wake-up to poll.
  Histogram scheduledTimes();
}
