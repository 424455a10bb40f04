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
  private final Map<Lane, Map<EventKind, Long>> unfit =
      new HashMap<>(); // into the lanes, as last told
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
    Map<EventKind, Long> skippedHere =
        skipped.computeIfAbsent(Lane.of(batch), _ -> new EnumMap<>(EventKind.class));
    long missing = 0;
    for (var event = new EventCursor(batch.message()); event.next(); ) {
      if (event.kind() == EventKind.EVENT_KIND_LOST) {
        missing += event.first(); // they have been counted where they did not fit
      } else {
        missing++;
        events++;
        skippedHere.merge(event.kind(), 1L, Long::sum);
      }
    }
    var gap = new EventBatchBuilder(batch.runtimeId(), batch.worker());
    gap.event(EventKind.EVENT_KIND_LOST_VALUE, 0, batch.firstNanos(), 0, 0, missing, 0);
    var lost = new EnumMap<EventKind, Long>(skippedHere);
    unfit(batch).forEach((kind, count) -> lost.merge(kind, count, Long::sum));
    lost.forEach(gap::lost);
    return gap.build();
  }

  /// What did not fit into the batch's lane until then.
  private Map<EventKind, Long> unfit(EventBytes batch) {
    Map<EventKind, Long> counts =
        unfit.computeIfAbsent(Lane.of(batch), _ -> new EnumMap<>(EventKind.class));
    batch.lost().forEach(one -> counts.put(one.getKind(), one.getCount()));
    return counts;
  }

  /// A batch that is not left out, with what it tells of losses put right.
  EventBytes keep(EventBytes batch) {
    if (batch.lost().isEmpty()) {
      return batch;
    }
    Map<EventKind, Long> unfitHere = unfit(batch);
    Map<EventKind, Long> skippedHere = skipped.getOrDefault(Lane.of(batch), Map.of());
    return batch.withLost(
        batch.lost().stream()
            .map(LostEvents::getKind)
            .map(
                kind ->
                    LostEvents.newBuilder()
                        .setKind(kind)
                        .setCount(
                            unfitHere.getOrDefault(kind, 0L) + skippedHere.getOrDefault(kind, 0L))
                        .build())
            .toList());
  }
}
