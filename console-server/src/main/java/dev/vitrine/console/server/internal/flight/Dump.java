package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.FlightDump;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.recording.ChunkPacker;
import dev.vitrine.recording.RecordingFiles;
import dev.vitrine.recording.RecordingHeaders;
import dev.vitrine.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was kept until some instant, as a recording: its chunks, one after the other. Those that
/// have been handed out take no memory here any more.
///
/// - **Threads:** one at a time.
public final class Dump {
  private final RecordingHeader header;
  private final ArrayDeque<Chunk> first = new ArrayDeque<>();
  private final FlightMemory.Kept kept;
  private final List<Loss> losses = new ArrayList<>();
  private final ArrayDeque<Chunk> last = new ArrayDeque<>();
  private boolean isEnding;
  private long events;

  /// @param states that were known when the window begins
  Dump(
      Description process,
      FlightSettings settings,
      FlightDump.Reason reason,
      String cause,
      FlightMemory.Kept kept,
      StateFold.Folded states) {
    this.kept = kept;
    header =
        RecordingHeaders.of(process, Times.timestamp(kept.startsAt())).toBuilder()
            .setFlight(
                FlightDump.newBuilder()
                    .setReason(reason)
                    .setCause(cause)
                    .setKeepNanos(settings.keep().toNanos())
                    .setKeptNanos(kept.endsAt() - kept.startsAt())
                    .setMemoryBytes(settings.memoryBytes())
                    .setIsCutByMemory(kept.isCutByMemory())
                    .setTasksLeftOut(kept.tasksLeftOut() + states.tasksLeftOut()))
            .build();
    first.add(Chunk.newBuilder().setHeader(header).build());
    first.addAll(states.chunks());
  }

  /// What stands in its header.
  public FlightDump about() {
    return header.getFlight();
  }

  /// The process that it is of.
  Description process() {
    return header.getProcess();
  }

  /// The next chunk, the header first; null when there is none.
  public @Nullable Chunk next() {
    Chunk next = first.poll();
    if (next != null) {
      return next;
    }
    Segment segment = kept.segments().poll();
    if (segment != null) {
      events += segment.events();
      losses.addAll(segment.losses());
      return segment.chunk();
    }
    if (!isEnding) {
      isEnding = true;
      end();
    }
    return last.poll();
  }

  private void end() {
    if (!losses.isEmpty()) {
      var records = Records.newBuilder();
      Loss.batches(losses)
          .forEach(batch -> records.addRecords(Record.newBuilder().setEvents(batch)));
      try (var packer = new ChunkPacker()) {
        last.add(packer.pack(records.build()));
      }
    }
    last.add(
        Chunk.newBuilder()
            .setEnd(
                RecordingEnd.newBuilder()
                    .setEndedAt(Times.timestamp(kept.endsAt()))
                    .setLosses(Losses.newBuilder().setEvents(lost())))
            .build());
  }

  private long lost() {
    return losses.stream().mapToLong(Loss::count).sum();
  }

  /// Writes all of it into a file. Blocks until it is there.
  ///
  /// @throws IOException if that is not possible; what could be written is there and can be read
  Written write(Path file) throws IOException {
    long bytes;
    try (var out = new RecordingWriter(RecordingFiles.create(file, true))) {
      for (Chunk chunk = next(); chunk != null; chunk = next()) {
        out.add(chunk);
      }
      bytes = out.written();
    }
    return new Written(
        file, Duration.ofNanos(about().getKeptNanos()), bytes, events, lost(), about());
  }

  /// A file.
  ///
  /// @param span of its events
  /// @param lost events that did not fit, in that time
  public record Written(
      Path file, Duration span, long bytes, long events, long lost, FlightDump about) {}
}
