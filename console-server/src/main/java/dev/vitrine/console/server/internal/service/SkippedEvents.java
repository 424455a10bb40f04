package dev.vitrine.console.server.internal.service;

import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.EventBytes;
import dev.vitrine.recording.EventCursor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What one recording does not have because its connection was too slow, by lane and kind. It is
/// told along with what did not fit into the lanes, and where it is missing.
final class SkippedEvents {
  private final Map<Lane, Map<EventKind, Long>> skipped = new HashMap<>();
  private final Map<Lane, Map<EventKind, Long>> ofLanes = new HashMap<>(); // as last told
  private long events;

  private record Lane(long runtimeId, int worker) {
    static Lane of(EventBytes batch) {
      return new Lane(batch.runtimeId(), batch.worker());
    }
  }

  /// All there are.
  long events() {
    return events;
  }

  /// Leaves a batch out.
  ///
  /// @return what stands there instead
  EventBytes skip(EventBytes batch) {
    Map<EventKind, Long> ofLane =
        skipped.computeIfAbsent(Lane.of(batch), _ -> new EnumMap<>(EventKind.class));
    long missing = 0;
    for (var event = new EventCursor(batch.message()); event.next(); ) {
      if (event.kind() == EventKind.EVENT_KIND_LOST) {
        missing += event.first(); // they have been counted where they did not fit
      } else {
        missing++;
        events++;
        ofLane.merge(event.kind(), 1L, Long::sum);
      }
    }
    var gap = new EventBatchBuilder(batch.runtimeId(), batch.worker());
    gap.event(EventKind.EVENT_KIND_LOST_VALUE, 0, batch.firstNanos(), 0, 0, missing, 0);
    var lost = new EnumMap<EventKind, Long>(ofLane);
    ofRing(batch).forEach((kind, count) -> lost.merge(kind, count, Long::sum));
    lost.forEach(gap::lost);
    return gap.build();
  }

  /// What did not fit into the ring of the batch's lane until then.
  private Map<EventKind, Long> ofRing(EventBytes batch) {
    Map<EventKind, Long> ofRing =
        ofLanes.computeIfAbsent(Lane.of(batch), _ -> new EnumMap<>(EventKind.class));
    batch.lost().forEach(one -> ofRing.put(one.getKind(), one.getCount()));
    return ofRing;
  }

  /// A batch that is not left out, with what it tells of losses put right.
  EventBytes keep(EventBytes batch) {
    if (batch.lost().isEmpty()) {
      return batch;
    }
    Map<EventKind, Long> ofRing = ofRing(batch);
    Map<EventKind, Long> ofLane = skipped.getOrDefault(Lane.of(batch), Map.of());
    return batch.withLost(
        batch.lost().stream()
            .map(LostEvents::getKind)
            .map(
                kind ->
                    LostEvents.newBuilder()
                        .setKind(kind)
                        .setCount(ofRing.getOrDefault(kind, 0L) + ofLane.getOrDefault(kind, 0L))
                        .build())
            .toList());
  }
}
