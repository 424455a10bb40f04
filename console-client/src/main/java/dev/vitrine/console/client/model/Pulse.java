package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.WorkerStatus;
import java.util.List;

/// One runtime's rates: what its counters did between the last two answers, and how its workers
/// fared before that.
///
/// @param status the newest answer
/// @param workers one for each of its workers, in the same order
/// @param intervalNanos between the two answers; 0 while there was only one, and then all rates are
///   0
/// @param pollsPerSecond of all workers
/// @param stealsPerSecond tasks stolen
/// @param remotePerSecond tasks that came from outside
/// @param eventsPerSecond handled by the I/O driver
/// @param mostInject the deepest the inject queue was in the history
public record Pulse(
    RuntimeStatus status,
    List<Worker> workers,
    long intervalNanos,
    double pollsPerSecond,
    double stealsPerSecond,
    double remotePerSecond,
    double eventsPerSecond,
    long mostInject) {

  /// One worker's rates.
  ///
  /// @param status the newest answer
  /// @param busy share of the interval, 0 to 1; a poll that is still running counts
  /// @param search share
  /// @param park share
  /// @param driver share
  /// @param noopPerSecond parks for nothing
  /// @param busyHistory busy shares in per cent, oldest first
  /// @param depthHistory tasks in the local ring, oldest first
  public record Worker(
      WorkerStatus status,
      double busy,
      double search,
      double park,
      double driver,
      double pollsPerSecond,
      double stealsPerSecond,
      double stolenPerSecond,
      double noopPerSecond,
      List<Integer> busyHistory,
      List<Integer> depthHistory) {}
}
