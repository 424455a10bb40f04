package dev.vitrine.console.server.internal.flight;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.recording.ChunkPacker;
import dev.vitrine.recording.ChunkUnpacker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Makes the states that were told until some instant into what was known then: of each task,
/// callsite and incident what was said last, and of finished tasks and incidents those that a
/// console still shows.
///
/// What stays keeps the stamp that it was told with, as its figures are of that moment. So it reads
/// from the newest to the oldest, and takes of each thing what it meets first.
final class StateFold {
  /// As long, and as many, as the process itself keeps.
  private static final long FINISHED_NANOS = 60_000_000_000L;

  private static final int MOST_FINISHED = 10_000;
  private static final int MOST_INCIDENTS = 256;
  private static final int MOST_THREADS = 4_096;
  private static final int CHUNK_BYTES = 512 << 10;
  private static final int LEAST_CHUNK_BYTES = 4 << 10;

  private final long finishedSince;
  private final long mostBytes;
  private final long chunkBytes; // small enough for none to be much more than what may be taken
  private final LongPredicate isGone;
  private final ChunkPacker packer;

  private final LongSet tasks = new LongSet();
  private final LongSet callsites = new LongSet();
  private final LongSet incidents = new LongSet();
  private final LongSet threads = new LongSet();
  private boolean hasRuntimes;
  private boolean hasForgotten;
  private int finishedKept;
  private int incidentsKept;
  private int threadsKept;
  private long leftOut;

  private final List<Chunk> chunks = new ArrayList<>(); // the newest first
  private long bytes;
  private List<Record> gathered = new ArrayList<>(); // the newest first
  private long gatheredBytes;

  /// @param chunks the oldest first
  /// @param tasksLeftOut that live and for which there was no room
  record Folded(List<Chunk> chunks, long bytes, long tasksLeftOut) {}

  private StateFold(long untilNanos, long mostBytes, LongPredicate isGone, ChunkPacker packer) {
    finishedSince = untilNanos - FINISHED_NANOS;
    this.mostBytes = mostBytes;
    chunkBytes = Math.clamp(mostBytes / 4, LEAST_CHUNK_BYTES, CHUNK_BYTES);
    this.isGone = isGone;
    this.packer = packer;
  }

  /// @param told chunks with states, the oldest first
  /// @param untilNanos the instant, in nanoseconds since 1970
  /// @param mostBytes that tasks may take; of more, those are left out that changed longest ago
  /// @param isGone whether a task of which no end was told does not live any more
  static Folded fold(List<Chunk> told, long untilNanos, long mostBytes, LongPredicate isGone) {
    try (var unpacker = new ChunkUnpacker();
        var packer = new ChunkPacker()) {
      var fold = new StateFold(untilNanos, mostBytes, isGone, packer);
      for (Chunk chunk : told.reversed()) {
        List<Record> records = unpacker.unpack(chunk.getPacked()).getRecordsList();
        for (int i = records.size() - 1; i >= 0; i--) {
          fold.take(records.get(i));
        }
      }
      return fold.end();
    } catch (InvalidProtocolBufferException ours) {
      throw new AssertionError("a chunk of this process can not be read", ours);
    }
  }

  private void take(Record record) {
    Record kept =
        switch (record.getContentCase()) {
          case RUNTIMES -> hasRuntimes ? null : record; // each has all
          case INCIDENTS -> incidents(record.getIncidents());
          case CALLSITES -> callsites(record.getCallsites());
          case TASKS -> tasks(record.getTasks());
          case THREADS -> threads(record.getThreads());
          case EVENTS, PAUSES, CONTENT_NOT_SET -> null; // of their instant alone
        };
    hasRuntimes |= record.hasRuntimes();
    if (kept != null) {
      gather(kept);
    }
  }

  private void gather(Record kept) {
    gathered.add(kept);
    gatheredBytes += kept.getSerializedSize();
    if (gatheredBytes >= chunkBytes) {
      pack();
    }
  }

  private @Nullable Record incidents(IncidentsUpdate update) {
    var kept = IncidentsUpdate.newBuilder();
    for (Incident one : update.getIncidentsList()) {
      if (incidents.add(one.getId()) && incidentsKept < MOST_INCIDENTS) {
        incidentsKept++;
        kept.addIncidents(one);
      }
    }
    if (kept.getIncidentsCount() == 0 && hasForgotten) {
      return null;
    }
    hasForgotten = true;
    kept.setForgotten(update.getForgotten()).setStamp(update.getStamp());
    return Record.newBuilder().setIncidents(kept).build();
  }

  /// Those seen last: a thread is told of again in each second in which it does something.
  private @Nullable Record threads(ThreadNames names) {
    var kept = ThreadNames.newBuilder();
    for (ThreadName one : names.getNamesList()) {
      if (threadsKept < MOST_THREADS && threads.add(one.getThread())) {
        threadsKept++;
        kept.addNames(one);
      }
    }
    return kept.getNamesCount() == 0 ? null : Record.newBuilder().setThreads(kept).build();
  }

  private @Nullable Record callsites(CallsitesUpdate update) {
    var kept = CallsitesUpdate.newBuilder();
    for (Callsite one : update.getCallsitesList()) {
      if (callsites.add(one.getId())) {
        kept.addCallsites(one);
      }
    }
    if (kept.getCallsitesCount() == 0) {
      return null;
    }
    return Record.newBuilder().setCallsites(kept.setStamp(update.getStamp())).build();
  }

  private @Nullable Record tasks(TasksUpdate update) {
    var kept = TasksUpdate.newBuilder().setStamp(update.getStamp());
    long rowBytes = 0;
    for (TaskRow row : update.getRowsList()) {
      if (tasks.add(row.getId()) && isKept(row)) {
        kept.addRows(row);
        rowBytes += row.getSerializedSize();
        if (rowBytes >= chunkBytes) { // else it is not known how much room the rest has
          gather(Record.newBuilder().setTasks(kept).build());
          kept.clearRows();
          rowBytes = 0;
        }
      }
    }
    return kept.getRowsCount() == 0 ? null : Record.newBuilder().setTasks(kept).build();
  }

  private boolean isKept(TaskRow row) {
    if (row.getState() == TaskState.TASK_STATE_FINISHED) {
      boolean isShown =
          nanos(row.getFinishedAt()) >= finishedSince
              && finishedKept < MOST_FINISHED
              && bytes < mostBytes;
      finishedKept += isShown ? 1 : 0;
      return isShown;
    }
    if (isGone.test(row.getId())) {
      return false;
    }
    leftOut += bytes < mostBytes ? 0 : 1;
    return bytes < mostBytes;
  }

  static long nanos(Timestamp timestamp) {
    return timestamp.getSeconds() * 1_000_000_000 + timestamp.getNanos();
  }

  private void pack() {
    Collections.reverse(gathered);
    Chunk packed = packer.pack(Records.newBuilder().addAllRecords(gathered).build());
    chunks.add(packed);
    bytes += Segment.bytesOf(packed);
    gathered = new ArrayList<>();
    gatheredBytes = 0;
  }

  private Folded end() {
    if (gatheredBytes > 0) {
      pack();
    }
    Collections.reverse(chunks);
    return new Folded(List.copyOf(chunks), bytes, leftOut);
  }
}
