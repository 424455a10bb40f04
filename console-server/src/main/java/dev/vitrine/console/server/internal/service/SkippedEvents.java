package dev.vitrine.console.server.internal.service;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.EventCursor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What one recording does not have because its connection was too slow, by lane and kind. It is
/// told along with what did not fit into the rings, and where it is missing.
final class SkippedEvents {
  private final Map<Lane, Map<EventKind, Long>> skipped = new HashMap<>();
  private long events;

  private record Lane(long runtimeId, int worker) {
    static Lane of(EventBatch batch) {
      return new Lane(batch.getRuntimeId(), batch.getWorker());
    }
  }

  /// All there are.
  long events() {
    return events;
  }

  /// Leaves a batch out.
  ///
  /// @return what stands there instead
  EventBatch skip(EventBatch batch) {
    Map<EventKind, Long> ofLane =
        skipped.computeIfAbsent(Lane.of(batch), _ -> new EnumMap<>(EventKind.class));
    long missing = 0;
    for (var event = new EventCursor(batch); event.next(); ) {
      if (event.kind() == EventKind.EVENT_KIND_LOST) {
        missing += event.first(); // they have been counted where they did not fit
      } else {
        missing++;
        events++;
        ofLane.merge(event.kind(), 1L, Long::sum);
      }
    }
    var gap = new EventBatchBuilder(batch.getRuntimeId(), batch.getWorker());
    gap.event(EventKind.EVENT_KIND_LOST_VALUE, 0, batch.getFirstNanos());
    if (batch.getWorker() < 0) {
      gap.value(0);
    }
    gap.value(missing);
    var lost = new EnumMap<EventKind, Long>(ofLane);
    for (LostEvents ofRing : batch.getLostList()) {
      lost.merge(ofRing.getKind(), ofRing.getCount(), Long::sum);
    }
    lost.forEach(gap::lost);
    return gap.build();
  }

  /// A batch that is not left out, with what it tells of losses put right.
  EventBatch keep(EventBatch batch) {
    Map<EventKind, Long> ofLane = skipped.get(Lane.of(batch));
    if (ofLane == null || batch.getLostCount() == 0) {
      return batch;
    }
    EventBatch.Builder kept = batch.toBuilder();
    for (LostEvents.Builder ofRing : kept.getLostBuilderList()) {
      ofRing.setCount(ofRing.getCount() + ofLane.getOrDefault(ofRing.getKind(), 0L));
    }
    return kept.build();
  }
}
