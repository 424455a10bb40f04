package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Records;
import java.io.IOException;

/// Finds [EventBatch#getTimesList] in the bytes of records, one batch after the other. Not safe for
/// threads.
final class TimesColumns {
  private static final int RECORD = tag(Records.RECORDS_FIELD_NUMBER);
  private static final int EVENTS = tag(Record.EVENTS_FIELD_NUMBER);
  private static final int TIMES = tag(EventBatch.TIMES_FIELD_NUMBER);

  private final CodedInputStream in;
  private int recordEnd;
  private int batchEnd;
  private int start;
  private int end;

  /// @param records a message Records
  TimesColumns(ByteString records) {
    in = records.newCodedInput();
  }

  private static int tag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /// Goes to the next column.
  ///
  /// @return false when there is none, or what is there is no such message
  boolean next() {
    try {
      while (!isInBatch()) {
        in.skipRawBytes(recordEnd - in.getTotalBytesRead());
        if (in.isAtEnd()) {
          return false;
        }
        beginRecord();
      }
      return true;
    } catch (IOException malformed) {
      return false;
    }
  }

  private boolean isInBatch() throws IOException {
    while (in.getTotalBytesRead() < batchEnd) {
      int tag = in.readTag();
      if (tag == TIMES) {
        int length = in.readRawVarint32();
        start = in.getTotalBytesRead();
        in.skipRawBytes(length);
        end = start + length;
        return true;
      }
      in.skipField(tag);
    }
    return false;
  }

  private void beginRecord() throws IOException {
    int tag = in.readTag();
    if (tag != RECORD) {
      in.skipField(tag);
      recordEnd = in.getTotalBytesRead();
      return;
    }
    int length = in.readRawVarint32();
    recordEnd = in.getTotalBytesRead() + length;
    if (length > 0 && in.readTag() == EVENTS) {
      int batch = in.readRawVarint32();
      batchEnd = in.getTotalBytesRead() + batch;
    }
  }

  /// Index of its first byte.
  int start() {
    return start;
  }

  /// Index of the byte behind it.
  int end() {
    return end;
  }
}
