package dev.vitrine.recording;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.RecordingHeader;

/// The header of the version that this code writes.
public final class RecordingHeaders {
  private RecordingHeaders() {}

  public static RecordingHeader of(Description process, Timestamp startedAt) {
    return RecordingHeader.newBuilder()
        .setFormat(RecordingFormat.NAME)
        .setVersion(RecordingFormat.VERSION)
        .setProcess(process)
        .setStartedAt(startedAt)
        .build();
  }
}
