package dev.vitrine.console.client.record;

import dev.vitrine.console.proto.v1.ChunkSummary;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LaneLosses;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.recording.RecordingReader;
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

  /// Adds what a chunk holds.
  public void add(RecordingReader.Brief.Contents chunk) {
    ChunkSummary summary = chunk.summary();
    events += summary.getEvents();
    gaps += summary.getMissing();
    for (LaneLosses losses : summary.getLossesList()) {
      var of =
          lost.computeIfAbsent(
              new Lane(losses.getRuntimeId(), losses.getWorker()),
              _ -> new EnumMap<>(EventKind.class));
      for (LostEvents one : losses.getLostList()) {
        of.merge(one.getKind(), one.getCount(), Long::max);
      }
    }
    for (Record record : chunk.states().getRecordsList()) {
      if (record.hasRuntimes()) {
        add(record.getRuntimes());
      }
    }
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
