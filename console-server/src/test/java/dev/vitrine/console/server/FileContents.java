package dev.vitrine.console.server;

import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.recording.EventCursor;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.RecordingReader.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// What is in the file of a recording, read from end to end.
///
/// @param header of the last one, where several were joined
/// @param events how many there are of each kind
record FileContents(RecordingHeader header, Map<EventKind, Long> events, boolean isCut) {
  static FileContents of(Path file) throws IOException {
    var counts = new EnumMap<EventKind, Long>(EventKind.class);
    try (var reader = RecordingReader.open(file)) {
      for (Part part = reader.next(); part != null; part = reader.next()) {
        if (part instanceof Part.Contents(var records)) {
          for (Record record : records.getRecordsList()) {
            for (var event = new EventCursor(record.getEvents()); event.next(); ) {
              counts.merge(event.kind(), 1L, Long::sum);
            }
          }
        }
      }
      return new FileContents(reader.header(), counts, reader.isCut());
    }
  }

  long spawned() {
    return events.getOrDefault(EventKind.EVENT_KIND_SPAWN, 0L);
  }
}
