package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.recording.EventBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Events of a lane that did not fit, since the loss before.
record Loss(Lane lane, EventKind kind, long count) {
  record Lane(long runtimeId, int worker) {}

  /// Batches count from the beginning, of which a dump has only the last part.
  static final class Counter {
    private final Map<Lane, Map<EventKind, Long>> before = new HashMap<>();

    /// What a batch says that was not known.
    List<Loss> takeFrom(EventBytes batch) {
      if (batch.lost().isEmpty()) {
        return List.of();
      }
      var lane = new Lane(batch.runtimeId(), batch.worker());
      Map<EventKind, Long> known = before.computeIfAbsent(lane, _ -> new HashMap<>());
      var losses = new ArrayList<Loss>();
      for (LostEvents some : batch.lost()) {
        Long last = known.put(some.getKind(), some.getCount());
        losses.add(new Loss(lane, some.getKind(), some.getCount() - (last == null ? 0 : last)));
      }
      return losses;
    }
  }

  /// The losses as batches without events, one for each lane.
  static List<EventBatch> batches(List<Loss> losses) {
    var lanes = new LinkedHashMap<Lane, Map<EventKind, Long>>();
    for (Loss one : losses) {
      lanes
          .computeIfAbsent(one.lane, _ -> new LinkedHashMap<>())
          .merge(one.kind, one.count, Long::sum);
    }
    var batches = new ArrayList<EventBatch>();
    lanes.forEach(
        (lane, kinds) -> {
          var batch = EventBatch.newBuilder().setRuntimeId(lane.runtimeId).setWorker(lane.worker);
          kinds.forEach(
              (kind, count) ->
                  batch.addLost(LostEvents.newBuilder().setKind(kind).setCount(count)));
          batches.add(batch.build());
        });
    return batches;
  }
}
