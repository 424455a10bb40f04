package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.vitrine.console.proto.v1.ChunkSummary;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LaneLosses;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.instrument.EventDecoder;
import java.io.IOException;

/// Goes through the bytes of records without making objects of their events, which are nearly all
/// of them.
final class RecordsSkim {
  static final int RECORD_TAG = tag(Records.RECORDS_FIELD_NUMBER);
  static final int EVENTS_TAG = tag(Record.EVENTS_FIELD_NUMBER); // one byte

  private final ChunkSummary.Builder summary = ChunkSummary.newBuilder();
  private final Records.Builder states = Records.newBuilder();

  private RecordsSkim() {}

  /// @param records a message Records
  static RecordsSkim of(ByteString records) throws InvalidProtocolBufferException {
    var skim = new RecordsSkim();
    try {
      skim.records(records);
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed;
    } catch (IOException never) {
      throw new InvalidProtocolBufferException(never);
    }
    return skim;
  }

  ChunkSummary summary() {
    return summary.build();
  }

  /// The records that are no events.
  Records states() {
    return states.build();
  }

  /// Before a field that is a message, bytes, or packed numbers.
  static int tag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private void records(ByteString all) throws IOException {
    CodedInputStream in = all.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != RECORD_TAG) {
        in.skipField(tag);
        continue;
      }
      int length = in.readRawVarint32();
      int start = in.getTotalBytesRead();
      in.skipRawBytes(length);
      ByteString record = all.substring(start, start + length);
      if (length > 0 && record.byteAt(0) == EVENTS_TAG) {
        events(record);
      } else {
        states.addRecords(Record.parseFrom(record));
        summary.setHasStates(true);
      }
    }
  }

  private void events(ByteString record) throws IOException {
    CodedInputStream in = record.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == EVENTS_TAG) {
        batch(in.readBytes());
      } else {
        in.skipField(tag);
      }
    }
  }

  private void batch(ByteString bytes) throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    var losses = LaneLosses.newBuilder();
    long gaps = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case EventBatch.RUNTIME_ID_FIELD_NUMBER -> losses.setRuntimeId(in.readUInt64());
        case EventBatch.WORKER_FIELD_NUMBER -> losses.setWorker(in.readSInt32());
        case EventBatch.LOST_FIELD_NUMBER -> losses.addLost(LostEvents.parseFrom(in.readBytes()));
        case EventBatch.CODES_FIELD_NUMBER, EventBatch.KINDS_FIELD_NUMBER -> {
          ByteString codes = in.readBytes();
          gaps = gaps(codes);
          summary.setEvents(summary.getEvents() + codes.size() - gaps);
        }
        default -> in.skipField(tag);
      }
    }
    if (gaps > 0) {
      summary.setMissing(summary.getMissing() + missing(EventBatch.parseFrom(bytes)));
    }
    if (losses.getLostCount() > 0) {
      summary.addLosses(losses);
    }
  }

  private static int gaps(ByteString codes) {
    int found = 0;
    for (int i = 0; i < codes.size(); i++) {
      found += EventDecoder.isGap(codes.byteAt(i)) ? 1 : 0;
    }
    return found;
  }

  private static long missing(EventBatch batch) {
    long missing = 0;
    for (var event = new EventCursor(batch); event.next(); ) {
      missing += event.kind() == EventKind.EVENT_KIND_LOST ? event.first() : 0;
    }
    return missing;
  }
}
