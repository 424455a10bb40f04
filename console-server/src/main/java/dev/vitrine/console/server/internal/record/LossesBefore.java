package dev.vitrine.console.server.internal.record;

import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.recording.EventBytes;
import java.util.Map;

/// What had been lost before a recording began, for another one: batches tell of losses since the
/// lanes are read.
///
/// @param byLane counts by the number of the kind
record LossesBefore(Map<Lane, long[]> byLane, long all) {
  static final LossesBefore NONE = new LossesBefore(Map.of(), 0);

  record Lane(long runtimeId, int worker) {}

  /// A batch that tells of the recording's own losses alone.
  EventBytes takenOff(EventBytes batch) {
    if (batch.lost().isEmpty()) {
      return batch;
    }
    long[] before = byLane.get(new Lane(batch.runtimeId(), batch.worker()));
    return before == null
        ? batch
        : batch.withLost(
            batch.lost().stream()
                .map(one -> takenOff(one, before))
                .filter(one -> one.getCount() > 0)
                .toList());
  }

  private static LostEvents takenOff(LostEvents one, long[] before) {
    EventKind kind = one.getKind();
    return one.toBuilder().setCount(one.getCount() - before[kind.getNumber()]).build();
  }

  /// The same of all together.
  long takenOff(long lost) {
    return lost - all;
  }
}
