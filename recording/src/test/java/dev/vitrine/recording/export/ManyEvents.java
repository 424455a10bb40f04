package dev.vitrine.recording.export;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.ClockAnchor;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.RecordingWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/// Exports a recording that is made while it is read, as large as one likes, and says what it took.
/// Run in a JVM with a small heap by [LargeExportStressTest]. Or writes it into a file, to try the
/// commands on.
///
/// Four workers wake one another's tasks, five million events a second, at times that no compressor
/// can guess; each task lives for as many polls as one says. Every fifth of a second comes what the
/// workers have done, one after the other, and what a console would have shown: of tasks that are
/// gone sooner than it looks it shows few.
final class ManyEvents {
  private static final int WORKERS = 4;
  private static final int LIVE = 1_000;
  private static final int POLLS = 64; // after which a task has surely been shown
  private static final long STEP_NANOS = 200_000_000;
  private static final int STEP_POLLS = 62_500; // of one worker; four events each

  private final RecordingWriter writer;
  private final long[] task = new long[WORKERS * LIVE];
  private final int[] polls = new int[WORKERS * LIVE];
  private final SplittableRandom random = new SplittableRandom(7);
  private long nextTask = 1;
  private long finished;
  private long events;

  private final int pollsOfTask;

  private ManyEvents(RecordingWriter writer, int pollsOfTask) {
    this.writer = writer;
    this.pollsOfTask = pollsOfTask;
  }

  /// @param arguments `perfetto` or `json`, or else the file to write; millions of events; polls of
  ///   a task
  public static void main(String[] arguments) throws Exception {
    int pollsOfTask = Integer.parseInt(arguments[2]);
    if (!List.of("perfetto", "json").contains(arguments[0])) {
      try (var writer = new RecordingWriter(Files.newOutputStream(Path.of(arguments[0])))) {
        new ManyEvents(writer, pollsOfTask).write(Long.parseLong(arguments[1]) * 1_000_000);
      }
      return;
    }
    var in = new PipedInputStream(1 << 20);
    var failure = new AtomicReference<Throwable>();
    try (var pipe = new PipedOutputStream(in)) {
      long millions = Long.parseLong(arguments[1]);
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try (var writer = new RecordingWriter(pipe)) {
                  new ManyEvents(writer, pollsOfTask).write(millions * 1_000_000);
                  System.out.println(
                      "recorded: "
                          + (writer.unpacked() >> 20)
                          + " MB, "
                          + writer.written() / 1024
                          + " KB packed");
                } catch (IOException | RuntimeException e) {
                  failure.set(e);
                }
              });
      var out = new Counting();
      long start = System.nanoTime();
      var reader = new RecordingReader(in, "made up");
      if (arguments[0].equals("perfetto")) {
        PerfettoExport.write(reader, out);
      } else {
        JsonLinesExport.write(reader, out);
      }
      if (failure.get() != null || reader.isCut()) {
        throw new AssertionError("not written to its end", failure.get());
      }
      System.out.println(
          "exported: "
              + (out.bytes >> 20)
              + " MB in "
              + (System.nanoTime() - start) / 1_000_000
              + " ms");
    }
  }

  private static final class Counting extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int from, int length) {
      bytes += length;
    }
  }

  private static Timestamp at(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(1_800_000_000 + nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  private void write(long most) throws IOException {
    writer.header(
        Description.newBuilder()
            .setPid(1)
            .setAnchor(ClockAnchor.newBuilder().setWall(at(0)))
            .build(),
        at(0));
    long now = 0;
    for (; events < most; now += STEP_NANOS) {
      var rows = TasksUpdate.newBuilder();
      for (int worker = 0; worker < WORKERS; worker++) {
        step(worker, now, rows);
      }
      var stamp = Stamp.newBuilder().setNow(at(now + STEP_NANOS));
      writer.add(Record.newBuilder().setTasks(rows.setStamp(stamp)).build());
      writer.add(Record.newBuilder().setRuntimes(status().setStamp(stamp)).build());
    }
    writer.end(at(now), Losses.getDefaultInstance());
  }

  private RuntimesUpdate.Builder status() {
    var status = RuntimeStatus.newBuilder().setId(1).setName("many");
    status.setSpawnedTasks(nextTask - 1).setLiveTasks(nextTask - 1 - finished);
    for (int worker = 0; worker < WORKERS; worker++) {
      status.addWorkersBuilder().setIndex(worker).setThreadName("many-worker-" + worker);
    }
    return RuntimesUpdate.newBuilder().addRuntimes(status);
  }

  private void step(int worker, long from, TasksUpdate.Builder rows) throws IOException {
    var batch = new EventBatchBuilder(1, worker);
    for (int i = 0; i < STEP_POLLS; i++) {
      long now = from + STEP_NANOS / STEP_POLLS * i + random.nextInt(1_000);
      long end = now + 400 + random.nextInt(1_500);
      int mine = worker * LIVE + i % LIVE;
      if (task[mine] == 0) {
        task[mine] = nextTask++;
        polls[mine] = 0;
        batch.event(EventKind.EVENT_KIND_SPAWN_VALUE, 0, now, 0, task[mine], 0, 7);
      }
      batch.event(EventKind.EVENT_KIND_POLL_START_VALUE, 0, now + 200, 0, task[mine], 0, 0);
      long other = task[(mine + LIVE + random.nextInt(LIVE)) % task.length];
      if (other != 0) {
        batch.event(EventKind.EVENT_KIND_WAKE_VALUE, 1, now + 300, 0, other, 0, 0);
      }
      batch.event(EventKind.EVENT_KIND_POLL_END_VALUE, 0, end, 0, 0, 0, 0);
      events += 4;
      if (++polls[mine] == pollsOfTask) {
        batch.event(EventKind.EVENT_KIND_END_VALUE, 0, end, 0, task[mine], 0, 0);
        if (task[mine] % POLLS < pollsOfTask) {
          rows.addRows(
              TaskRow.newBuilder()
                  .setId(task[mine])
                  .setName("short lived")
                  .setState(TaskState.TASK_STATE_FINISHED)
                  .setFinishedAt(at(end)));
        }
        task[mine] = 0;
        finished++;
      }
      if (batch.size() >= 20_000) {
        writer.add(batch.build());
      }
    }
    writer.add(batch.build());
  }
}
