package dev.vitrine.recording;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.instrument.EventColumns;
import java.nio.ByteBuffer;
import java.util.List;

/// A batch of events as the bytes of its message, and what there is to say of it without reading
/// them. Never changes.
public final class EventBytes {
  private static final int FIELDS_BYTES = 64; // more than what is not in the columns takes

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

  /// Of what was told in columns.
  ///
  /// @param worker -1 for threads that are no workers
  /// @param position where the batch ends
  /// @param lost what is missing of the lane until then, by kind
  public static EventBytes of(
      long runtimeId, int worker, EventColumns columns, long position, List<LostEvents> lost) {
    ByteBuffer codes = columns.codes(position);
    ByteBuffer times = columns.times(position);
    ByteBuffer differences = columns.differences(position);
    int events = codes.remaining();
    var whole = new ProtoBytes(FIELDS_BYTES + events + times.remaining() + differences.remaining());
    whole.field(EventBatch.RUNTIME_ID_FIELD_NUMBER, runtimeId);
    whole.field(EventBatch.WORKER_FIELD_NUMBER, (long) worker << 1 ^ worker >> 31);
    whole.field(EventBatch.FIRST_NANOS_FIELD_NUMBER, columns.firstNanos());
    whole.field(EventBatch.CODES_FIELD_NUMBER, codes);
    whole.field(EventBatch.TIMES_FIELD_NUMBER, times);
    whole.field(EventBatch.DIFFERENCES_FIELD_NUMBER, differences);
    return new EventBytes(
        runtimeId,
        worker,
        columns.firstNanos(),
        events - columns.gaps(),
        columns.missing(),
        List.copyOf(lost),
        whole.toArray());
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
