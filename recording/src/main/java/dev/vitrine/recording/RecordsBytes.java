package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.vitrine.console.proto.v1.ChunkSummary;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.LaneLosses;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Records;

/// Records, gathered as the bytes of a message [Records], and counted. Not safe for threads.
public final class RecordsBytes {
  private final ProtoBytes bytes = new ProtoBytes(64 << 10);
  private ChunkSummary.Builder summary = ChunkSummary.newBuilder();

  /// Adds a record.
  public void add(Record record) {
    if (record.hasEvents()) {
      add(EventBytes.of(record.getEvents()));
    } else {
      summary.setHasStates(true);
      bytes.field(Records.RECORDS_FIELD_NUMBER, record);
    }
  }

  /// Adds events, which are a record.
  public void add(EventBytes events) {
    int lost = 0;
    for (LostEvents one : events.lost()) {
      lost += CodedOutputStream.computeMessageSize(EventBatch.LOST_FIELD_NUMBER, one);
    }
    int batch = events.rest().length + lost;
    int record =
        CodedOutputStream.computeTagSize(Record.EVENTS_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(batch)
            + batch;
    bytes.length(Records.RECORDS_FIELD_NUMBER, record);
    bytes.length(Record.EVENTS_FIELD_NUMBER, batch);
    bytes.add(events.rest());
    for (LostEvents one : events.lost()) {
      bytes.field(EventBatch.LOST_FIELD_NUMBER, one);
    }
    summary.setEvents(summary.getEvents() + events.events());
    summary.setMissing(summary.getMissing() + events.missing());
    if (!events.lost().isEmpty()) {
      summary.addLosses(
          LaneLosses.newBuilder()
              .setRuntimeId(events.runtimeId())
              .setWorker(events.worker())
              .addAllLost(events.lost()));
    }
  }

  /// How many there are.
  public int size() {
    return bytes.size();
  }

  /// A copy of them.
  public ByteString toByteString() {
    return bytes.toByteString();
  }

  /// Themselves, until there are others.
  ByteString view() {
    return bytes.view();
  }

  /// What is to be said of them.
  ChunkSummary summary() {
    return summary.build();
  }

  /// Forgets all.
  public void clear() {
    bytes.clear();
    summary = ChunkSummary.newBuilder();
  }
}
