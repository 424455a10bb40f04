package dev.vitrine.recording.export;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.ClockAnchor;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RuntimeDescription;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.RecordingWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;

/// A recording that a test writes by hand. Times are microseconds since its begin.
final class Recorded {
  static final long BEGIN = 5_000_000_000L; // since the anchor, in nanoseconds
  static final long ANCHOR_SECONDS = 1_800_000_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final RecordingWriter writer = new RecordingWriter(bytes);

  Recorded() throws IOException {
    header("instance", 0);
  }

  /// Another recording begins.
  Recorded header(String instance, long at) throws IOException {
    writer.flush();
    writer.header(
        Description.newBuilder()
            .setPid(42)
            .setInstanceId(instance)
            .setMain("com.acme.Main")
            .setIncidentThresholdNanos(100_000_000)
            .setAnchor(ClockAnchor.newBuilder().setWall(wall(-BEGIN / 1000)))
            .addRuntimes(RuntimeDescription.newBuilder().setId(1).setName("main").setWorkers(2))
            .build(),
        wall(at));
    return this;
  }

  static Timestamp wall(long micros) {
    long nanos = BEGIN + micros * 1000;
    return Timestamp.newBuilder()
        .setSeconds(ANCHOR_SECONDS + nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  static long nanos(long micros) {
    return ANCHOR_SECONDS * 1_000_000_000 + BEGIN + micros * 1000;
  }

  /// Events of a lane, one after the other.
  static final class Lane {
    private final int worker;
    private final EventBatchBuilder batch;
    private final ArrayDeque<Long> polled = new ArrayDeque<>();

    Lane(int worker) {
      this.worker = worker;
      batch = new EventBatchBuilder(worker < 0 ? 0 : 1, worker);
    }

    /// @param values the thread first, if this is the lane of threads
    Lane at(long micros, EventKind kind, int flags, long... values) {
      var rest = Arrays.stream(values).iterator();
      long thread = worker < 0 ? rest.nextLong() : 0;
      long task = hasNoTask(kind) || !rest.hasNext() ? 0 : rest.nextLong();
      long first = rest.hasNext() ? rest.nextLong() : 0;
      long second = rest.hasNext() ? rest.nextLong() : 0;
      long nanos = BEGIN + micros * 1000;
      batch.event(kind.getNumber(), flags, nanos, thread, task, first, second);
      return this;
    }

    private static boolean hasNoTask(EventKind kind) {
      return switch (kind) {
        case EVENT_KIND_STEAL,
            EVENT_KIND_QUEUES,
            EVENT_KIND_DRIVER_TURN,
            EVENT_KIND_LOST,
            EVENT_KIND_COUNT ->
            true;
        default -> false;
      };
    }

    Lane start(long micros, long task) {
      polled.push(task);
      return at(micros, EventKind.EVENT_KIND_POLL_START, 0, with(task));
    }

    /// The end of the last poll that this has begun.
    Lane end(long micros) {
      Long task = polled.poll();
      return end(micros, task == null ? 0 : task);
    }

    Lane end(long micros, long task) {
      return worker < 0
          ? at(micros, EventKind.EVENT_KIND_POLL_END, 0, 77, task)
          : at(micros, EventKind.EVENT_KIND_POLL_END, 0);
    }

    Lane spawn(long micros, long task, int kind) {
      return at(micros, EventKind.EVENT_KIND_SPAWN, kind, with(task, 0, 9));
    }

    Lane wake(long micros, long task, int flags) {
      return at(micros, EventKind.EVENT_KIND_WAKE, flags, with(task));
    }

    Lane ended(long micros, long task) {
      return at(micros, EventKind.EVENT_KIND_END, 0, with(task));
    }

    private long[] with(long... values) {
      if (worker >= 0) {
        return values;
      }
      long[] all = new long[values.length + 1];
      all[0] = 77;
      System.arraycopy(values, 0, all, 1, values.length);
      return all;
    }

    Lane lost(EventKind kind, long count) {
      batch.lost(kind, count);
      return this;
    }
  }

  Recorded add(Lane lane) throws IOException {
    return add(Record.newBuilder().setEvents(lane.batch.build().message()));
  }

  Recorded add(Record.Builder record) throws IOException {
    writer.add(record.build());
    return this;
  }

  /// What the console's streams send each second.
  Recorded second(long at, long live) throws IOException {
    var stamp = Stamp.newBuilder().setNow(wall(at));
    var status = RuntimeStatus.newBuilder().setId(1).setName("main").setLiveTasks(live);
    status.getBlockingBuilder().setThreads(3).setIdle(1);
    status.addWorkersBuilder().setIndex(0).setThreadName("main-worker-0");
    status.addWorkersBuilder().setIndex(1).setThreadName("main-worker-1");
    return add(
        Record.newBuilder()
            .setRuntimes(RuntimesUpdate.newBuilder().addRuntimes(status).setStamp(stamp)));
  }

  Recorded callsite() throws IOException {
    return add(
        Record.newBuilder()
            .setCallsites(
                CallsitesUpdate.newBuilder()
                    .addCallsites(
                        Callsite.newBuilder()
                            .setId(9)
                            .setBody("async block")
                            .setLocation(
                                Location.newBuilder().setFile("com/acme/Main.java").setLine(12)))));
  }

  Recorded row(TaskRow.Builder row) throws IOException {
    return add(
        Record.newBuilder()
            .setTasks(TasksUpdate.newBuilder().addRows(row.setRuntimeId(1).setCallsiteId(9))));
  }

  Recorded incident(Incident.Builder incident) throws IOException {
    return add(
        Record.newBuilder().setIncidents(IncidentsUpdate.newBuilder().addIncidents(incident)));
  }

  Recorded end(long at, long lost) throws IOException {
    writer.end(wall(at), Losses.newBuilder().setEvents(lost).build());
    return this;
  }

  byte[] bytes() throws IOException {
    writer.flush();
    return bytes.toByteArray();
  }

  static RecordingReader reader(byte[] file) throws IOException {
    return new RecordingReader(new ByteArrayInputStream(file), "test.vrec");
  }

  Trace trace() throws IOException {
    return trace(bytes());
  }

  static Trace trace(byte[] file) throws IOException {
    var out = new ByteArrayOutputStream();
    PerfettoExport.write(reader(file), out);
    return new Trace(out.toByteArray());
  }
}
