package dev.vitrine.console.server;

import static dev.vitrine.Tasks.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.record.Recorder;
import dev.vitrine.console.server.internal.record.RecordingSink;
import dev.vitrine.recording.EventBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A process that records itself.
@Timeout(60)
class RecordingTest {
  @TempDir Path folder;

  private static Map<EventKind, Long> eventsOf(Path file, boolean whole) throws IOException {
    var contents = FileContents.of(file);
    assertEquals(whole, !contents.isCut());
    return contents.events();
  }

  private static void spawnHundred(AsyncRuntime runtime) {
    runtime.blockOn(
        () -> {
          for (int i = 0; i < 100; i++) {
            spawn(() -> {}).await();
          }
        });
  }

  @Test
  void oneCallRecords() throws IOException {
    Path file = folder.resolve("run.vrec");
    try (var runtime = AsyncRuntime.multiThread().workers(2).build()) {
      try (var _ = Recording.start(file)) {
        spawnHundred(runtime);
      }
      spawnHundred(runtime); // no longer
    }
    Map<EventKind, Long> events = eventsOf(file, true);
    assertEquals(101, events.get(EventKind.EVENT_KIND_SPAWN));
    assertEquals(101, events.get(EventKind.EVENT_KIND_END));
  }

  @Test
  void aRecordingIsContinued() throws IOException {
    Path file = folder.resolve("continued.vrec");
    try (var runtime = AsyncRuntime.multiThread().workers(2).build()) {
      for (int i = 0; i < 3; i++) {
        try (var _ = Recording.append(file)) {
          spawnHundred(runtime);
        }
      }
    }
    assertEquals(3 * 101, eventsOf(file, true).get(EventKind.EVENT_KIND_SPAWN));
  }

  @Test
  void anotherFileIsNotContinued() throws IOException {
    Path other = Files.writeString(folder.resolve("notes.txt"), "no recording");
    try (var _ = AsyncRuntime.currentThread().build()) {
      var refused = assertThrows(UncheckedIOException.class, () -> Recording.append(other));
      assertTrue(String.valueOf(refused.getMessage()).contains("is no recording"));
    }
    assertEquals("no recording", Files.readString(other));
  }

  /// Tells of tasks that are in a recording.
  private static final class Tasks implements RecordingSink {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public void header(Description process, long startedNanos) {}

    @Override
    public void record(Record record) {
      if (record.hasTasks()) {
        begun.countDown();
      }
      if (record.getTasks().getRowsCount() > 0) {
        told.countDown();
      }
    }

    @Override
    public void events(EventBytes events) {}

    @Override
    public void flush() {}

    @Override
    public void end(Timestamp at, Losses losses) {}

    @Override
    public void fail(String why) {}
  }

  @Test
  void tasksSpawnedWhenItHasJustBegunAreNotLeftToTheNextTick() throws Exception {
    var never = Duration.ofHours(1);
    try (var aggregator = new Aggregator(Source.process(), never, never);
        var runtime = AsyncRuntime.multiThread().workers(1).build()) {
      var sink = new Tasks();
      var recording = Recorder.ofProcess().start(aggregator, sink, 0);
      assertTrue(sink.begun.await(30, TimeUnit.SECONDS), "all tasks, and there is none");
      spawnHundred(runtime);
      assertTrue(sink.told.await(30, TimeUnit.SECONDS), "those that have come since");
      recording.stop();
    }
  }

  @Test
  void aFileThatCanNotBeMadeIsAnErrorAtOnce() {
    try (var _ = AsyncRuntime.currentThread().build()) {
      var refused =
          assertThrows(
              UncheckedIOException.class,
              () -> Recording.start(folder.resolve("missing").resolve("run.vrec")));
      assertTrue(String.valueOf(refused.getMessage()).contains("can not write the recording"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskEndsTheRecordingAndNothingElse() {
    try (var runtime = AsyncRuntime.multiThread().workers(2).build()) {
      var recording = Recording.start(Path.of("/dev/full"));
      spawnHundred(runtime);
      var failed = assertThrows(UncheckedIOException.class, recording::close);
      assertTrue(String.valueOf(failed.getMessage()).contains("ends here"), failed::toString);
      spawnHundred(runtime);
    }
  }

  /// Runs in a JVM of its own.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      try (var runtime = AsyncRuntime.multiThread().workers(2).build()) {
        spawnHundred(runtime);
      }
      if (args.length > 0) {
        Runtime.getRuntime().halt(0); // as if it had been killed
      }
    }
  }

  private String run(List<String> flags, String... args) throws Exception {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    command.addAll(List.of(args));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(50, TimeUnit.SECONDS));
    String text = Files.readString(output);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  @Test
  void aPropertyRecordsFromTheFirstTaskToTheEnd() throws Exception {
    Path file = folder.resolve("whole.vrec");
    String output = run(List.of("-Dvitrine.record=" + file));
    assertEquals("", output);
    Map<EventKind, Long> events = eventsOf(file, true);
    assertEquals(101, events.get(EventKind.EVENT_KIND_SPAWN));
    assertEquals(101, events.get(EventKind.EVENT_KIND_END));
  }

  @Test
  void aProcessThatIsStoppedLeavesWhatItHasWritten() throws Exception {
    Path file = folder.resolve("killed.vrec");
    run(List.of("-Dvitrine.record=" + file), "halts");
    assertTrue(Files.exists(file));
    if (Files.size(file) > 0) {
      eventsOf(file, false);
    }
  }

  @Test
  void aBadFileIsSaidAndTheProgramRuns() throws Exception {
    String output = run(List.of("-Dvitrine.record=" + folder.resolve("no").resolve("file")));
    assertTrue(output.contains("-Dvitrine.record"), output);
    assertTrue(output.contains("goes on without a recording"), output);
    assertFalse(output.contains("Exception in thread"), output);
  }
}
