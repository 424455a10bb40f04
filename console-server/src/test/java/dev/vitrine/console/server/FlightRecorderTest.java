package dev.vitrine.console.server;

import static dev.vitrine.Tasks.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.acme.Sleeper;
import com.acme.Spinner;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.replay.RecordingPlayer;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.FlightDump;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.sync.Notify;
import dev.vitrine.task.JoinHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A process that keeps what happened last.
@Timeout(120)
class FlightRecorderTest {
  private static final TaskQuery EVERYTHING =
      TaskQuery.newBuilder()
          .setSortBy(TaskColumn.TASK_COLUMN_ID)
          .setIncludeFinished(true)
          .setLimit(10_000)
          .build();

  @TempDir private Path folder;
  private AsyncRuntime runtime;

  @BeforeEach
  void open() {
    runtime = AsyncRuntime.multiThread().workers(2).enableAll().name("flown").build();
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private FlightRecorder.Builder quiet() {
    return FlightRecorder.builder()
        .directory(folder)
        .onIncident(false)
        .onFailure(false)
        .onExit(false);
  }

  private void spawnHundred() {
    runtime.blockOn(
        () -> {
          for (int i = 0; i < 100; i++) {
            spawn(() -> {}).await();
          }
        });
  }

  private static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "no " + what);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDumpHasWhatHappenedUntilThen() throws IOException {
    try (var recorder = quiet().start()) {
      spawnHundred();
      Path file = folder.resolve("one.vrec");
      FlightRecorder.Written written = recorder.dump(file);
      spawnHundred();
      FileContents read = FileContents.of(file);
      assertFalse(read.isCut());
      assertEquals(101, read.spawned());
      assertEquals(101, read.events().get(EventKind.EVENT_KIND_END));
      assertEquals(FlightDump.Reason.REASON_DEMAND, read.header().getFlight().getReason());
      assertEquals(30_000_000_000L, read.header().getFlight().getKeepNanos());
      assertEquals(written.span().toNanos(), read.header().getFlight().getKeptNanos());
      assertEquals(Files.size(file), written.bytes());
      assertFalse(written.isCutByMemory());
      assertEquals(0, written.lostEvents());
      assertEquals(
          read.events().values().stream().mapToLong(Long::longValue).sum(), written.events());
    }
  }

  @Test
  void dumpingTakesNothingAway() throws IOException {
    try (var recorder = quiet().start()) {
      var counts = new ArrayList<Long>();
      for (int i = 1; i <= 3; i++) {
        spawnHundred();
        counts.add(FileContents.of(recorder.dump().file()).spawned());
      }
      assertEquals(List.of(101L, 202L, 303L), counts);
      assertEquals(3, files().size());
    }
  }

  /// Tasks are spawned without a pause while dumps are written: each dump has a beginning of it
  /// without a gap, and the last one has all.
  @Test
  void whatHappensWhileADumpIsWrittenIsKept() throws Exception {
    var stop = new CountDownLatch(1);
    long[] spawned = {0};
    try (var recorder = quiet().start()) {
      var busy =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (stop.getCount() > 0) {
                      spawnHundred();
                      spawned[0] += 101;
                    }
                  });
      long before = 0;
      for (int i = 0; i < 5; i++) {
        long now = FileContents.of(recorder.dump(folder.resolve(i + ".vrec")).file()).spawned();
        assertTrue(now >= before, before + " and then " + now);
        before = now;
      }
      stop.countDown();
      busy.join();
      var last = recorder.dump(folder.resolve("last.vrec"));
      assertEquals(0, last.lostEvents());
      assertEquals(spawned[0], FileContents.of(last.file()).spawned());
    }
  }

  @Test
  void onlyTheTimeThatIsAskedForIsKept() throws Exception {
    try (var recorder = quiet().keep(Duration.ofSeconds(1)).start()) {
      spawnHundred();
      Path file = folder.resolve("short.vrec");
      await(
          "dump without the first tasks",
          () -> {
            recorder.dump(file);
            try {
              return FileContents.of(file).spawned() == 0;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      var written = recorder.dump(file);
      assertTrue(written.span().compareTo(Duration.ofSeconds(1)) >= 0, "" + written);
      assertTrue(written.span().compareTo(Duration.ofSeconds(4)) < 0, "" + written);
      assertFalse(written.isCutByMemory());
      spawnHundred();
      assertEquals(101, FileContents.of(recorder.dump(file).file()).spawned());
    }
  }

  @Test
  void memoryThatIsTooSmallIsSaid() throws Exception {
    long most = 1 << 20;
    try (var recorder = quiet().memory(most).start()) {
      var written = recorder.dump(folder.resolve("first.vrec"));
      for (int i = 0; i < 200 && !written.isCutByMemory(); i++) {
        for (int k = 0; k < 200; k++) {
          spawnHundred();
        }
        assertTrue(recorder.bytes() <= most, "bytes " + recorder.bytes());
        written = recorder.dump(folder.resolve("full.vrec"));
      }
      assertTrue(written.isCutByMemory(), "" + written);
      assertTrue(written.bytes() <= most + 100_000, "" + written);
      try (var player = RecordingPlayer.open(written.file(), _ -> {})) {
        assertTrue(player.trouble().contains("instead of 30s"), player.trouble());
      }
    }
  }

  // ---- states

  /// Waits until the streams have told of what was before, and nothing has changed since.
  private static void rest() {
    LockSupport.parkNanos(2_500_000_000L);
  }

  /// A full recording and a flight recorder side by side. At instants at which the program rests,
  /// the dump, which begins in the middle, shows what the recording shows.
  @Test
  void anyInstantShowsWhatAFullRecordingShows() throws Exception {
    Path whole = folder.resolve("whole.vrec");
    Path part = folder.resolve("part.vrec");
    var go = new Notify();
    var release = new CountDownLatch(1);
    var instants = new ArrayList<Long>();
    FlightRecorder.Written written;
    try (var recorder = quiet().keep(Duration.ofSeconds(9)).start();
        var _ = Recording.start(whole)) {
      List<JoinHandle<?>> waiting = new ArrayList<>();
      runtime.blockOn(
          () -> {
            for (int i = 0; i < 20; i++) {
              waiting.add(spawn("early " + i, () -> go.notified().await()));
            }
          });
      for (int i = 0; i < 4; i++) {
        rest(); // until it is too old
      }
      int number = 0;
      for (int i = 0; i < 2; i++) {
        int round = number++;
        runtime.blockOn(
            () -> {
              spawn("late " + round, () -> go.notified().await());
              spawn("short " + round, () -> {}).await();
            });
        rest();
        instants.add(now());
      }
      runtime.blockOn(
          () -> {
            go.notifyWaiters();
            for (JoinHandle<?> one : waiting) {
              one.await();
            }
            spawn("flown spinner", () -> Spinner.until(release));
          });
      rest();
      instants.add(now());
      release.countDown();
      rest();
      instants.add(now());
      written = recorder.dump(part);
    }
    assertTrue(written.span().compareTo(Duration.ofSeconds(12)) < 0, "" + written);
    try (var full = RecordingPlayer.open(whole, _ -> {});
        var kept = RecordingPlayer.open(part, _ -> {})) {
      assertEquals("", kept.trouble());
      for (long instant : instants) {
        Snapshot expected = full.at(instant - start(whole), Focus.on(EVERYTHING), 1, false);
        long at = instant - start(part);
        assertTrue(at > 0 && at < kept.lengthNanos(), "at " + at);
        Snapshot found = kept.at(at, Focus.on(EVERYTHING), 1, false);
        assertFalse(SnapshotFacts.tasks(expected).isEmpty());
        assertEquals(SnapshotFacts.tasks(expected), SnapshotFacts.tasks(found));
        assertEquals(SnapshotFacts.callsites(expected), SnapshotFacts.callsites(found));
        assertEquals(SnapshotFacts.incidents(expected), SnapshotFacts.incidents(found));
      }
      Snapshot first = kept.at(0, Focus.on(EVERYTHING), 1, false);
      assertEquals(
          20,
          first.tasks().orElseThrow().getRowsList().stream()
              .filter(row -> row.getName().startsWith("early ") && !row.hasFinishedAt())
              .count());
    }
  }

  private static long now() {
    var now = java.time.Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static long start(Path file) throws IOException {
    try (var reader = RecordingReader.open(file)) {
      return Instants.nanos(reader.header().getStartedAt());
    }
  }

  // ---- what has a file written

  /// Blocks a worker until that is an incident: on a busy machine the time that the host takes away
  /// is nobody's fault.
  private void block(String name) {
    BooleanSupplier isSeen =
        () -> Instruments.incidents().stream().anyMatch(one -> one.taskName().equals(name));
    runtime.blockOn(
        () -> {
          spawn(name, Sleeper.until(isSeen)).await();
        });
  }

  @Test
  void anIncidentHasAFileWrittenWithItsEnd() throws Exception {
    try (var _ =
        FlightRecorder.builder()
            .keep(Duration.ofSeconds(6))
            .directory(folder)
            .onExit(false)
            .start()) {
      block("guilty");
      await("file", () -> !files().isEmpty() && isWhole(files().getFirst()));
      assertEquals(1, files().size());
      Path file = files().getFirst();
      assertTrue(
          String.valueOf(file.getFileName())
              .matches(".+-" + ProcessHandle.current().pid() + "-\\d{8}-\\d{6}-incident\\.vrec"),
          "" + file);
      FileContents read = FileContents.of(file);
      assertEquals(FlightDump.Reason.REASON_INCIDENT, read.header().getFlight().getReason());
      assertTrue(read.header().getFlight().getCause().contains("\"guilty\""), "" + read.header());
      try (var player = RecordingPlayer.open(file, _ -> {})) {
        Snapshot end = player.at(player.lengthNanos(), Focus.on(EVERYTHING), 1, false);
        var incident =
            end.incidents().stream()
                .filter(one -> one.getTask().getName().equals("guilty"))
                .findFirst()
                .orElseThrow();
        assertFalse(incident.getOngoing());
      }
    }
  }

  private static boolean isWhole(Path file) {
    try {
      return Files.size(file) > 0 && !FileContents.of(file).isCut();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aStormOfIncidentsHasOneFileWritten() throws Exception {
    try (var recorder =
        FlightRecorder.builder()
            .keep(Duration.ofSeconds(2))
            .directory(folder)
            .onExit(false)
            .start()) {
      for (int i = 0; i < 12; i++) {
        block("storm " + i);
      }
      await("file", () -> !files().isEmpty() && isWhole(files().getFirst()));
      LockSupport.parkNanos(1_500_000_000);
      assertEquals(1, files().size());
      recorder.dump(); // somebody asks: that is no matter of how often
      assertEquals(2, files().size());
    }
  }

  @Test
  void onlyTheNewestFilesStay() throws Exception {
    try (var recorder =
        FlightRecorder.builder()
            .keep(Duration.ofSeconds(1))
            .directory(folder)
            .every(Duration.ZERO)
            .files(2)
            .onExit(false)
            .start()) {
      Path asked = recorder.dump().file();
      Files.writeString(folder.resolve("other.txt"), "not ours");
      var seen = new ArrayList<Path>();
      for (int i = 0; i < 4; i++) {
        block("again " + i);
        await(
            "file",
            () ->
                files().stream()
                    .anyMatch(
                        file ->
                            !seen.contains(file)
                                && file.toString().contains("-incident")
                                && isWhole(file)));
        files().stream().filter(file -> !seen.contains(file)).forEach(seen::add);
      }
      await("deletion", () -> files().size() == 4);
      assertTrue(Files.exists(asked));
      assertTrue(Files.exists(seen.getLast()));
      assertTrue(Files.exists(folder.resolve("other.txt")));
    }
  }

  @Test
  void aFailureThatNobodyJoinsHasAFileWritten() throws Exception {
    try (var _ =
        FlightRecorder.builder()
            .keep(Duration.ofSeconds(3))
            .directory(folder)
            .onExit(false)
            .start()) {
      runtime.blockOn(
          () -> {
            spawn(
                    "fails",
                    () -> {
                      throw new IllegalStateException("nobody catches this");
                    })
                .detach();
          });
      await("file", () -> !files().isEmpty() && isWhole(files().getFirst()));
      FlightDump about = FileContents.of(files().getFirst()).header().getFlight();
      assertEquals(FlightDump.Reason.REASON_FAILURE, about.getReason());
      assertTrue(about.getCause().contains("\"fails\" of runtime flown"), about.getCause());
      assertTrue(about.getCause().contains("nobody catches this"), about.getCause());
    }
  }

  @Test
  void whatIsClosedWritesNothingMore() {
    var recorder = FlightRecorder.builder().directory(folder).start();
    recorder.close();
    recorder.close();
    assertThrows(UncheckedIOException.class, () -> recorder.dump(folder.resolve("no.vrec")));
    assertEquals(List.of(), files());
  }

  // ---- what can go wrong

  @Test
  void aDirectoryThatCanNotBeUsedIsAnErrorAtOnce() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    var refused =
        assertThrows(
            UncheckedIOException.class,
            () -> FlightRecorder.builder().directory(file.resolve("below")).start());
    assertTrue(String.valueOf(refused.getMessage()).contains("can not use the directory"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsSaidAndEverythingGoesOn() throws IOException {
    try (var recorder = quiet().start()) {
      spawnHundred();
      var failed =
          assertThrows(UncheckedIOException.class, () -> recorder.dump(Path.of("/dev/full")));
      assertTrue(String.valueOf(failed.getMessage()).contains("/dev/full"), failed::toString);
      spawnHundred();
      assertEquals(202, FileContents.of(recorder.dump().file()).spawned());
    }
  }

  @Test
  void severalKeepAtTheSameTime() throws IOException {
    try (var one = quiet().start();
        var other = quiet().keep(Duration.ofSeconds(5)).start()) {
      spawnHundred();
      assertEquals(101, FileContents.of(one.dump().file()).spawned());
      assertEquals(101, FileContents.of(other.dump().file()).spawned());
    }
  }
}
