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
/// told along with what did not fit into the rings, and where it is missing.
final class SkippedEvents {
  private final Map<Lane, Map<EventKind, Long>> skipped = new HashMap<>();
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
    for (LostEvents ofRing : batch.lost()) {
      lost.merge(ofRing.getKind(), ofRing.getCount(), Long::sum);
    }
    lost.forEach(gap::lost);
    return gap.build();
  }

  /// A batch that is not left out, with what it tells of losses put right.
  EventBytes keep(EventBytes batch) {
    Map<EventKind, Long> ofLane = skipped.get(Lane.of(batch));
    if (ofLane == null || batch.lost().isEmpty()) {
      return batch;
    }
    return batch.withLost(
        batch.lost().stream()
            .map(
                ofRing ->
                    ofRing.toBuilder()
                        .setCount(ofRing.getCount() + ofLane.getOrDefault(ofRing.getKind(), 0L))
                        .build())
            .toList());
  }
}
