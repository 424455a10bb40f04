package dev.vitrine.recording;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import java.util.List;

/// A batch of events as the bytes of its message, and what there is to say of it without reading
/// them. Never changes.
public final class EventBytes {
  private final long runtimeId;
  private final int worker;
  private final long firstNanos;
  private final int events;
  private final long missing;
  private final List<LostEvents> lost;
  private final byte[] rest;

  /// @param rest the message, `lost` left out
  EventBytes(
      long runtimeId,
      int worker,
      long firstNanos,
      int events,
      long missing,
      List<LostEvents> lost,
      byte[] rest) {
    this.runtimeId = runtimeId;
    this.worker = worker;
    this.firstNanos = firstNanos;
    this.events = events;
    this.missing = missing;
    this.lost = lost;
    this.rest = rest;
  }

  /// Of a message.
  public static EventBytes of(EventBatch batch) {
    int events = 0;
    long missing = 0;
    for (var event = new EventCursor(batch); event.next(); ) {
      if (event.kind() == EventKind.EVENT_KIND_LOST) {
        missing += event.first();
      } else {
        events++;
      }
    }
    return new EventBytes(
        batch.getRuntimeId(),
        batch.getWorker(),
        batch.getFirstNanos(),
        events,
        missing,
        batch.getLostList(),
        batch.toBuilder().clearLost().build().toByteArray());
  }

  /// The message.
  public EventBatch message() {
    try {
      return EventBatch.parseFrom(rest).toBuilder().addAllLost(lost).build();
    } catch (InvalidProtocolBufferException ours) {
      throw new AssertionError("a batch that this process has written can not be read", ours);
    }
  }

  public long runtimeId() {
    return runtimeId;
  }

  /// -1 for the threads that are no workers.
  public int worker() {
    return worker;
  }

  /// Of the first event, since the process's anchor.
  public long firstNanos() {
    return firstNanos;
  }

  /// How many there are; EVENT_KIND_LOST is none.
  public int events() {
    return events;
  }

  /// The sum of what EVENT_KIND_LOST say.
  long missing() {
    return missing;
  }

  /// What is missing of the lane until here, by kind.
  public List<LostEvents> lost() {
    return lost;
  }

  /// The same events, with something else to say of what is missing.
  public EventBytes withLost(List<LostEvents> other) {
    return new EventBytes(runtimeId, worker, firstNanos, events, missing, other, rest);
  }

  byte[] rest() {
    return rest;
  }
}
