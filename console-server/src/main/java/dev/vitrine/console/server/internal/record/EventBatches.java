package dev.vitrine.console.server.internal.record;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.recording.EventBatchBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns events into messages, a batch for each lane.
final class EventBatches implements EventSink {
  private static final int MOST_EVENTS = 20_000;
  private static final int KINDS = 16;
  private static final long[] NONE = new long[KINDS];

  private final long anchor = Instruments.clock().anchorNanos();
  private final EventFeed feed;
  private final Map<Lane, EventBatchBuilder> lanes = new HashMap<>();
  private final Map<Lane, long[]> lost = new HashMap<>(); // by the number of the kind
  private final Map<Lane, long[]> toldLost = new HashMap<>();
  private final List<EventBatch> done = new ArrayList<>();
  private final SeenThreads threads = new SeenThreads();
  private Lane lane = new Lane(0, -1);
  private EventBatchBuilder current = new EventBatchBuilder(0, -1);

  private record Lane(long runtimeId, int worker) {}

  EventBatches(EventFeed feed) {
    this.feed = feed;
    lanes.put(lane, current);
  }

  @Override
  public void lane(long runtimeId, int worker) {
    lane = new Lane(runtimeId, worker);
    current = lanes.computeIfAbsent(lane, key -> new EventBatchBuilder(key.runtimeId, key.worker));
    // Now, not when the batch is full: what is lost while this takes the events out comes after
    // them, and when the recording ends with them it is none of its losses.
    long[] here = lost.computeIfAbsent(lane, _ -> new long[KINDS]);
    for (EventKind kind : EventKind.values()) {
      here[kind.code()] = feed.lost(runtimeId, worker, kind);
    }
  }

  @Override
  public void event(
      EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
    EventBatchBuilder batch = current;
    batch.event(kind.code(), flags, nanos - anchor);
    if (lane.worker < 0) {
      threads.see(thread);
      batch.value(thread);
    }
    switch (kind) {
      case POLL_START, WAKE, END, JOB_START, JOB_END -> batch.value(task);
      case SPAWN -> {
        batch.value(task);
        batch.value(first);
        batch.value(second);
      }
      case STEAL, QUEUES, DRIVER_TURN -> {
        batch.value(first);
        batch.value(second);
      }
      case LOST, COUNT -> batch.value(first);
      case POLL_END -> {
        if (lane.worker < 0) {
          batch.value(task);
        }
      }
      case PARK, UNPARK -> {}
    }
    if (batch.size() >= MOST_EVENTS) {
      finish(lane, batch);
    }
  }

  private void finish(Lane of, EventBatchBuilder batch) {
    long[] now = lost.getOrDefault(of, NONE);
    long[] told = toldLost.computeIfAbsent(of, _ -> new long[KINDS]);
    for (int kind = 0; kind < KINDS; kind++) {
      if (now[kind] != told[kind]) {
        told[kind] = now[kind];
        batch.lost(dev.vitrine.console.proto.v1.EventKind.forNumber(kind), now[kind]);
      }
    }
    done.add(batch.build());
  }

  /// Names of the threads that the events since the last call are of.
  ThreadNames takeThreads() {
    return threads.takeNames();
  }

  /// Events that did not fit, as many as the batches have told of.
  long lost() {
    return toldLost.values().stream().flatMapToLong(Arrays::stream).sum();
  }

  /// The batches that are full.
  List<EventBatch> takeFull() {
    threads.askNames(); // before the thread ends
    if (done.isEmpty()) {
      return List.of();
    }
    List<EventBatch> taken = List.copyOf(done);
    done.clear();
    return taken;
  }

  /// All there is, full or not.
  List<EventBatch> takeAll() {
    lanes.forEach(
        (of, batch) -> {
          if (batch.size() > 0) {
            finish(of, batch);
          }
        });
    return takeFull();
  }
}
