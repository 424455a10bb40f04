package dev.vitrine.console.server.internal.record;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.recording.EventBatchBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns events into messages, a batch for each lane.
final class EventBatches implements EventSink {
  private static final int MOST_EVENTS = 20_000;

  private final long anchor = Instruments.clock().anchorNanos();
  private final EventFeed feed;
  private final Map<Lane, EventBatchBuilder> lanes = new HashMap<>();
  private final Map<Lane, Map<EventKind, Long>> toldLost = new HashMap<>();
  private final List<EventBatch> done = new ArrayList<>();
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
  }

  @Override
  public void event(
      EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
    EventBatchBuilder batch = current;
    batch.event(kind.code(), flags, nanos - anchor);
    if (thread != 0) {
      batch.value(thread);
    } else if (lane.worker < 0) {
      batch.value(0);
    }
    switch (kind) {
      case POLL_START, WAKE, END -> batch.value(task);
      case SPAWN -> {
        batch.value(task);
        batch.value(first);
        batch.value(second);
      }
      case STEAL, QUEUES -> {
        batch.value(first);
        batch.value(second);
      }
      case LOST -> batch.value(first);
      case POLL_END, PARK, UNPARK, DRIVER_TURN -> {}
    }
    if (batch.size() >= MOST_EVENTS) {
      finish(lane, batch);
    }
  }

  private void finish(Lane of, EventBatchBuilder batch) {
    Map<EventKind, Long> told = toldLost.computeIfAbsent(of, _ -> new HashMap<>());
    for (EventKind kind : EventKind.values()) {
      long lost = feed.lost(of.runtimeId, of.worker, kind);
      if (lost != told.getOrDefault(kind, 0L)) {
        told.put(kind, lost);
        batch.lost(dev.vitrine.console.proto.v1.EventKind.forNumber(kind.code()), lost);
      }
    }
    done.add(batch.build());
  }

  /// The batches that are full.
  List<EventBatch> takeFull() {
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
