package dev.vitrine.recording;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.instrument.EventColumns;
import dev.vitrine.instrument.EventEncoder;
import java.util.ArrayList;
import java.util.List;

/// Gathers the events of one lane as the bytes that they are in a message: there is no object for
/// an event, nor for a number of it. Not safe for threads.
public final class EventBatchBuilder {
  private final long runtimeId;
  private final int worker;
  private final EventEncoder encoder;
  private final List<LostEvents> lost = new ArrayList<>();
  private EventColumns columns = new EventColumns(256);
  private boolean isEmpty = true;

  /// @param worker -1 for threads that are no workers
  public EventBatchBuilder(long runtimeId, int worker) {
    this.runtimeId = runtimeId;
    this.worker = worker;
    encoder = new EventEncoder(worker < 0);
  }

  /// Events since the last [#build].
  public int size() {
    return isEmpty ? 0 : EventColumns.events(encoder.position());
  }

  /// Adds an event. Of the values only those count that its kind has on this lane, as [EventCursor]
  /// names them.
  ///
  /// @param kind number of an [EventKind]
  /// @param flags 0 to 3
  /// @param nanos since the process's anchor
  /// @throws IllegalStateException if there are [EventColumns#MOST_EVENTS]
  public void event(
      int kind, int flags, long nanos, long thread, long task, long first, long second) {
    if (isEmpty) {
      isEmpty = false;
      encoder.begin(columns, nanos);
    }
    if (!encoder.hasRoom()) {
      columns = encoder.grow();
    }
    switch (kind) {
      case EventKind.EVENT_KIND_STEAL_VALUE,
          EventKind.EVENT_KIND_QUEUES_VALUE,
          EventKind.EVENT_KIND_LOST_VALUE,
          EventKind.EVENT_KIND_DRIVER_TURN_VALUE,
          EventKind.EVENT_KIND_COUNT_VALUE ->
          encoder.event(kind, flags, nanos, thread, first, second, 0);
      default -> encoder.event(kind, flags, nanos, thread, task, first, second);
    }
  }

  /// Says how many events of a kind are missing from this lane since the recording began.
  public void lost(EventKind kind, long count) {
    lost.add(LostEvents.newBuilder().setKind(kind).setCount(count).build());
  }

  /// The batch; the builder begins another.
  public EventBytes build() {
    EventBytes built =
        isEmpty
            ? EventBytes.of(
                EventBatch.newBuilder()
                    .setRuntimeId(runtimeId)
                    .setWorker(worker)
                    .addAllLost(lost)
                    .build())
            : EventBytes.of(runtimeId, worker, columns, encoder.position(), lost);
    lost.clear();
    isEmpty = true;
    return built;
  }
}
