package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Histogram;

/// What one writer (a worker, or a thread in `blockOn`) has counted for one callsite. Written by
/// that one alone, read by anybody.
final class CallsiteStats {
  long spawned;
  long completed;
  long failed;
  long cancelled;
  long polls;
  long busyNanos;
  final Histogram pollTimes = new Histogram();
  final Histogram scheduledTimes = new Histogram();

  void add(CallsiteStats other) {
    spawned += other.spawned;
    completed += other.completed;
    failed += other.failed;
    cancelled += other.cancelled;
    polls += other.polls;
    busyNanos += other.busyNanos;
    pollTimes.add(other.pollTimes);
    scheduledTimes.add(other.scheduledTimes);
  }
}
