package dev.vitrine.console.client.replay;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.record.Contents;
import dev.vitrine.console.client.record.FlightText;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.recording.RecordingException;
import dev.vitrine.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Where in a file is what: found by going through it once.
///
/// Time is a position, in nanoseconds since the recording began. Recordings that were joined follow
/// each other without the time between them.
final class RecordingIndex {
  /// A chunk that says something about states. Those that hold events alone are not even read.
  ///
  /// @param at byte in the file
  /// @param segment which of the joined recordings
  record Entry(long at, int segment, boolean isHeader) {}

  /// One recording.
  ///
  /// @param base its position
  /// @param startNanos since 1970
  private record Segment(long base, long startNanos) {}

  private final RecordingHeader header;
  private final Contents contents = new Contents();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private final TreeSet<Long> incidents = new TreeSet<>();
  private final Set<Long> seen = new HashSet<>();
  private long length;
  private long first = -1;
  private String trouble = "";

  private RecordingIndex(RecordingHeader header) {
    this.header = header;
  }

  /// @param progress is told now and then how many bytes have been read
  static RecordingIndex of(Path file, LongConsumer progress) throws IOException {
    try (RecordingReader reader = RecordingReader.open(file)) {
      var index = new RecordingIndex(reader.header());
      index.read(reader, file, progress);
      return index;
    }
  }

  private void read(RecordingReader reader, Path file, LongConsumer progress) throws IOException {
    try {
      long at = 0;
      for (var part = reader.nextBrief(); part != null; part = reader.nextBrief()) {
        add(part, at);
        at = reader.position();
        progress.accept(at);
      }
      trouble = FlightText.shortage(header.getFlight());
      if (reader.isCut()) {
        trouble = file + " is cut: the program or the recorder was stopped; all else is there";
      }
    } catch (RecordingException damaged) {
      trouble = String.valueOf(damaged.getMessage());
    }
  }

  private void add(RecordingReader.Brief part, long at) {
    switch (part) {
      case RecordingReader.Brief.Header(RecordingHeader begun) -> {
        segments.add(new Segment(length, Instants.nanos(begun.getStartedAt())));
        seen.clear();
        entries.add(new Entry(at, segments.size() - 1, true));
      }
      case RecordingReader.Brief.Contents chunk -> {
        contents.add(chunk);
        boolean states = false;
        for (Record record : chunk.states().getRecordsList()) {
          Timestamp stamp = stamp(record);
          if (stamp != null) {
            states = true;
            reached(stamp);
            if (first < 0 && record.hasTasks()) {
              first = position(segments.size() - 1, stamp);
            }
            record.getIncidents().getIncidentsList().forEach(one -> add(one, stamp));
          }
        }
        if (states) {
          entries.add(new Entry(at, segments.size() - 1, false));
        }
      }
      case RecordingReader.Brief.End(var end) -> {
        contents.add(end);
        reached(end.getEndedAt());
      }
    }
  }

  private void reached(Timestamp stamp) {
    length = Math.max(length, position(segments.size() - 1, stamp));
  }

  private void add(Incident incident, Timestamp stamp) {
    if (seen.add(incident.getId()) && isSince(incident)) {
      incidents.add(position(segments.size() - 1, stamp));
    }
  }

  /// Those that had ended before are in the lists and no place to go to.
  private boolean isSince(Incident incident) {
    long end = Instants.nanos(incident.getStartedAt()) + incident.getDurationNanos();
    return incident.getOngoing() || end >= segments.getLast().startNanos();
  }

  /// When a record was made; null for those that say nothing about states.
  static @Nullable Timestamp stamp(Record record) {
    return switch (record.getContentCase()) {
      case RUNTIMES -> record.getRuntimes().getStamp().getNow();
      case INCIDENTS -> record.getIncidents().getStamp().getNow();
      case CALLSITES -> record.getCallsites().getStamp().getNow();
      case TASKS -> record.getTasks().getStamp().getNow();
      case EVENTS, THREADS, PAUSES, CONTENT_NOT_SET -> null;
    };
  }

  /// Where on the time line an instant of one of the joined recordings is.
  long position(int segment, Timestamp stamp) {
    Segment of = segments.get(segment);
    return of.base() + Math.max(0, Instants.nanos(stamp) - of.startNanos());
  }

  /// Where a recording begins.
  long base(int segment) {
    return segments.get(segment).base();
  }

  RecordingHeader header() {
    return header;
  }

  Contents contents() {
    return contents;
  }

  List<Entry> entries() {
    return entries;
  }

  /// Where incidents begin to be seen.
  NavigableSet<Long> incidents() {
    return incidents;
  }

  long length() {
    return length;
  }

  /// Where the process has told everything for the first time; shortly after the beginning.
  long first() {
    return Math.max(0, first);
  }

  /// Why the file could not be read to its proper end; empty when it could.
  String trouble() {
    return trouble;
  }
}
