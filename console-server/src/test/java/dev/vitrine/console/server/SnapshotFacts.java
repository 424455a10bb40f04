package dev.vitrine.console.server;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.TaskRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a console shows, in a form that two of them can be compared by: without what grows with the
/// time.
final class SnapshotFacts {
  private SnapshotFacts() {}

  static Map<Long, String> tasks(Snapshot of) {
    var tasks = new TreeMap<Long, String>();
    for (TaskRow row : of.tasks().orElseThrow().getRowsList()) {
      tasks.put(
          row.getId(),
          row.toBuilder()
              .clearBusyNanos()
              .clearScheduledNanos()
              .clearIdleNanos()
              .clearTotalNanos()
              .clearPrecision()
              .build()
              .toString());
    }
    return tasks;
  }

  /// One that lasts is sampled again while the streams of one tick are made, one after the other.
  static List<Incident> incidents(Snapshot of) {
    return of.incidents().stream()
        .map(
            one ->
                one.getOngoing()
                    ? one.toBuilder()
                        .clearDurationNanos()
                        .clearSamples()
                        .clearQueuedBehind()
                        .clearLongestWaitNanos()
                        .build()
                    : one)
        .toList();
  }

  static Map<Long, List<Long>> callsites(Snapshot of) {
    var callsites = new TreeMap<Long, List<Long>>();
    of.callsites()
        .forEach(
            one ->
                callsites.put(
                    one.getId(),
                    List.of(one.getSpawned(), one.getAlive(), one.getCompleted(), one.getPolls())));
    return callsites;
  }
}
