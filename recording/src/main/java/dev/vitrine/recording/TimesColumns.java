package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.vitrine.console.proto.v1.EventBatch;
import java.io.IOException;

/// Finds [EventBatch#getTimesList] in the bytes of records, one batch after the other. Not safe for
/// threads.
final class TimesColumns {
  private static final int TIMES_TAG = RecordsSkim.tag(EventBatch.TIMES_FIELD_NUMBER);

  private final CodedInputStream in;
  private int recordEnd;
  private int batchEnd;
  private int start;
  private int end;

  /// @param records a message Records
  TimesColumns(ByteString records) {
    in = records.newCodedInput();
  }

  /// Goes to the next column.
  ///
  /// @return false when there is none, or what is there is no such message
  boolean next() {
    try {
      while (!nextOfBatch()) {
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

  private boolean nextOfBatch() throws IOException {
    while (in.getTotalBytesRead() < batchEnd) {
      int tag = in.readTag();
      if (tag == TIMES_TAG) {
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
    if (tag != RecordsSkim.RECORD_TAG) {
      in.skipField(tag);
      recordEnd = in.getTotalBytesRead();
      return;
    }
    int length = in.readRawVarint32();
    recordEnd = in.getTotalBytesRead() + length;
    if (length > 0 && in.readTag() == RecordsSkim.EVENTS_TAG) {
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
