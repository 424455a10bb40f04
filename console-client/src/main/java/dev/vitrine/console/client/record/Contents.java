package dev.vitrine.console.client.record;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.recording.EventCursor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Counts what is in a recording.
///
/// - **Threads:** one at a time.
public final class Contents {
  private long events;
  private long gaps;
  private long lostInAll;
  private final TreeMap<Lane, Map<EventKind, Long>> lost = new TreeMap<>();
  private final Map<Long, Long> spawnedBefore = new HashMap<>();
  private final Map<Long, Long> tasks = new HashMap<>();

  /// One worker, or all threads that are no workers.
  ///
  /// @param worker -1 for threads that are no workers
  public record Lane(long runtimeId, int worker) implements Comparable<Lane> {
    @Override
    public int compareTo(Lane other) {
      int byRuntime = Long.compareUnsigned(runtimeId, other.runtimeId);
      return byRuntime != 0 ? byRuntime : Integer.compare(worker, other.worker);
    }
  }

  public void add(Records records) {
    for (Record record : records.getRecordsList()) {
      switch (record.getContentCase()) {
        case EVENTS -> add(record.getEvents());
        case RUNTIMES -> add(record.getRuntimes());
        case INCIDENTS, CALLSITES, TASKS, THREADS, PAUSES, CONTENT_NOT_SET -> {}
      }
    }
  }

  private void add(EventBatch batch) {
    long here = gaps(batch);
    gaps += here > 0 ? lostAt(batch) : 0;
    events += batch.getKinds().size() - here;
    if (batch.getLostCount() > 0) {
      var of =
          lost.computeIfAbsent(
              new Lane(batch.getRuntimeId(), batch.getWorker()),
              _ -> new EnumMap<>(EventKind.class));
      for (LostEvents one : batch.getLostList()) {
        of.merge(one.getKind(), one.getCount(), Long::max);
      }
    }
  }

  private static long gaps(EventBatch batch) {
    var kinds = batch.getKinds();
    int found = 0;
    for (int i = 0; i < kinds.size(); i++) {
      if ((kinds.byteAt(i) & 15) == EventKind.EVENT_KIND_LOST_VALUE) {
        found++;
      }
    }
    return found;
  }

  private static long lostAt(EventBatch batch) {
    long lost = 0;
    for (var event = new EventCursor(batch); event.next(); ) {
      lost += event.kind() == EventKind.EVENT_KIND_LOST ? event.first() : 0;
    }
    return lost;
  }

  private void add(RuntimesUpdate update) {
    for (RuntimeStatus runtime : update.getRuntimesList()) {
      long before =
          spawnedBefore.computeIfAbsent(
              runtime.getId(), _ -> runtime.getSpawnedTasks() - runtime.getLiveTasks());
      tasks.put(runtime.getId(), runtime.getSpawnedTasks() - before);
    }
  }

  public void add(RecordingEnd end) {
    lostInAll += end.getLosses().getEvents();
  }

  /// Events that are there.
  public long events() {
    return events;
  }

  /// Tasks that lived at the start or were spawned since; roots of `blockOn` are not counted.
  public long tasks() {
    return tasks.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Events that are not there: those that did not fit into memory, and those that the connection
  /// was too slow for.
  public long lost() {
    long told =
        lost.values().stream()
            .flatMap(kinds -> kinds.values().stream())
            .mapToLong(Long::longValue)
            .sum();
    return Math.max(lostInAll, Math.max(gaps, told));
  }

  /// Those of them that did not fit into memory, by lane and kind.
  public Map<Lane, Map<EventKind, Long>> lostByLane() {
    return lost;
  }
}
