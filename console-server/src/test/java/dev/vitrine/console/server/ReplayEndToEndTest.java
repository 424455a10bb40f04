package dev.vitrine.console.server;

import static dev.vitrine.Tasks.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.acme.Spinner;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.connect.Session;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.record.RemoteRecording;
import dev.vitrine.console.client.replay.RecordingPlayer;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.SignCount;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.WorkerStatus;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.sync.Notify;
import dev.vitrine.task.JoinHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real runtime, watched by a session and recorded at the same time: the recording, played to an
/// instant, shows what the session showed then.
@Timeout(120)
class ReplayEndToEndTest {
  private static final int SECONDS = 30;

  /// Ticks in which nothing changes, before a picture is taken: the streams of one tick are not
  /// made at the very same instant.
  private static final int STILL = 3;

  private static final TaskQuery EVERYTHING =
      TaskQuery.newBuilder()
          .setSortBy(TaskColumn.TASK_COLUMN_ID)
          .setIncludeFinished(true)
          .setLimit(1000)
          .build();

  @TempDir private Path folder;
  private final LinkedBlockingQueue<Snapshot> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private AsyncRuntime runtime;
  private ConsoleServer server;
  private Session session;

  @BeforeEach
  void open() {
    runtime = AsyncRuntime.multiThread().workers(2).enableAll().name("replayed").build();
    server =
        ConsoleServer.builder()
            .address("127.0.0.1:0")
            .publishInterval(Duration.ofMillis(100))
            .start();
    session =
        Session.open(
            Address.parse(server.address()),
            Focus.on(EVERYTHING),
            () -> {
              Session open = session;
              if (open != null) {
                seen.add(open.snapshot());
              }
            });
  }

  @AfterEach
  void close() {
    release.countDown();
    session.close();
    server.close();
    runtime.close();
  }

  /// The program comes to rest: the last of some snapshots that say the same of all tasks.
  private Snapshot still(Predicate<Snapshot> wanted) throws InterruptedException {
    seen.clear();
    Snapshot last = null;
    int same = 0;
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        System.nanoTime() < end; ) {
      Snapshot next = seen.poll(1, TimeUnit.SECONDS);
      if (next == null || next.tasks().isEmpty()) {
        continue;
      }
      boolean fits = wanted.test(next);
      if (last == null || !fits || !SnapshotFacts.tasks(next).equals(SnapshotFacts.tasks(last))) {
        same = 0;
        last = fits ? next : null;
      } else if (!stamp(next).equals(stamp(last))) {
        last = next;
        if (++same == STILL) {
          return next;
        }
      }
    }
    return fail("the program did not come to rest: " + session.snapshot());
  }

  private static Object stamp(Snapshot of) {
    return page(of).getStamp().getNow();
  }

  private static TaskPage page(Snapshot of) {
    return of.tasks().orElseThrow();
  }

  private static Map<Integer, String> workers(Snapshot of) {
    var workers = new TreeMap<Integer, String>();
    of.pulses().stream()
        .filter(pulse -> pulse.status().getName().equals("replayed"))
        .flatMap(pulse -> pulse.status().getWorkersList().stream())
        .forEach(
            (WorkerStatus worker) ->
                workers.put(
                    worker.getIndex(),
                    worker.getThreadName()
                        + (worker.getCurrentTask().getId() == 0
                            ? " none"
                            : " polls " + worker.getCurrentTask().getId())
                        + ", polls begun "
                        + worker.getPolls()));
    return workers;
  }

  private static Map<Long, String> incidents(Snapshot of) {
    var incidents = new TreeMap<Long, String>();
    for (Incident one : of.incidents()) {
      if (one.hasTask()) {
        incidents.put(
            one.getId(),
            one.getKind()
                + " "
                + one.getOngoing()
                + " "
                + one.getTask().getId()
                + " "
                + one.getWorker()
                + " "
                + one.getBlockingLine().getLine());
      }
    }
    return incidents;
  }

  private static Map<String, Long> signs(Snapshot of) {
    var signs = new TreeMap<String, Long>();
    for (SignCount one : page(of).getCounts().getSignsList()) {
      signs.put(one.getSign().name(), one.getTasks());
    }
    return signs;
  }

  private static boolean shows(Snapshot of, String name, TaskState state) {
    return page(of).getRowsList().stream()
        .anyMatch(row -> row.getName().equals(name) && row.getState() == state);
  }

  private static boolean hasIncident(Snapshot of, boolean ongoing) {
    return of.incidents().stream()
        .anyMatch(
            one ->
                one.getTask().getName().equals("replayed spinner") && one.getOngoing() == ongoing);
  }

  @Test
  void anyInstantShowsWhatTheLiveConsoleShowed() throws Exception {
    Path file = folder.resolve("live.vrec");
    var go = new Notify();
    List<JoinHandle<?>> waiting = new ArrayList<>();
    runtime.blockOn(
        () -> {
          for (int i = 0; i < 20; i++) {
            waiting.add(spawn("waits " + i, () -> go.notified().await()));
          }
        });
    var pictures = new ArrayList<Snapshot>();
    try (var recording =
        RemoteRecording.start(
            Address.parse(server.address()), 0, _ -> Files.newOutputStream(file))) {
      while (recording.progress().events() == 0 && recording.progress().bytes() == 0) {
        assertEquals(null, recording.await(10, TimeUnit.MILLISECONDS));
      }
      pictures.add(still(now -> shows(now, "waits 19", TaskState.TASK_STATE_IDLE)));

      runtime.blockOn(
          () -> {
            spawn("replayed spinner", () -> Spinner.until(release));
          });
      pictures.add(
          still(
              now ->
                  hasIncident(now, true)
                      && shows(now, "replayed spinner", TaskState.TASK_STATE_RUNNING)));

      release.countDown();
      pictures.add(
          still(
              now ->
                  hasIncident(now, false)
                      && shows(now, "replayed spinner", TaskState.TASK_STATE_FINISHED)));

      runtime.blockOn(
          () -> {
            go.notifyWaiters();
            for (JoinHandle<?> one : waiting) {
              one.await();
            }
          });
      pictures.add(still(now -> shows(now, "waits 19", TaskState.TASK_STATE_FINISHED)));

      recording.stop();
      assertInstanceOf(
          RemoteRecording.Outcome.Complete.class, recording.await(SECONDS, TimeUnit.SECONDS));
    }
    compare(file, pictures);
    compare(file, pictures.reversed());
  }

  private static void compare(Path file, List<Snapshot> pictures) throws Exception {
    long start;
    try (var reader = RecordingReader.open(file)) {
      start = Instants.nanos(reader.header().getStartedAt());
    }
    try (var player = RecordingPlayer.open(file, _ -> {})) {
      assertEquals("", player.trouble());
      for (Snapshot live : pictures) {
        long at = Instants.nanos(page(live).getStamp().getNow()) - start;
        assertTrue(at >= 0 && at <= player.lengthNanos(), "at " + at);
        Snapshot replayed = player.at(at, Focus.on(EVERYTHING), 1, false);
        assertEquals(SnapshotFacts.tasks(live), SnapshotFacts.tasks(replayed));
        assertEquals(page(live).getTotal(), page(replayed).getTotal());
        assertEquals(
            page(live).getCounts().toBuilder().clearSigns().build(),
            page(replayed).getCounts().toBuilder().clearSigns().build());
        assertEquals(signs(live), signs(replayed));
        assertEquals(workers(live), workers(replayed));
        assertEquals(incidents(live), incidents(replayed));
        assertEquals(SnapshotFacts.callsites(live), SnapshotFacts.callsites(replayed));
        assertEquals(
            live.process().orElseThrow().getPid(), replayed.process().orElseThrow().getPid());
        timesAreClose(live, replayed);
      }
    }
  }

  /// Figures that grow with the time differ by what passes between two ticks at most.
  private static void timesAreClose(Snapshot live, Snapshot replayed) {
    long apart =
        Instants.nanos(page(live).getStamp().getNow())
            - Instants.nanos(page(replayed).getStamp().getNow());
    assertTrue(Math.abs(apart) < 2_000_000_000L, "apart by " + apart);
    for (int i = 0; i < page(live).getRowsCount(); i++) {
      TaskRow one = page(live).getRows(i);
      TaskRow other = page(replayed).getRows(i);
      long grown = one.getState() == TaskState.TASK_STATE_FINISHED ? 0 : apart;
      close(one, one.getTotalNanos() - grown, other.getTotalNanos());
      close(
          one,
          one.getBusyNanos() - (one.getState() == TaskState.TASK_STATE_RUNNING ? grown : 0),
          other.getBusyNanos());
    }
  }

  private static void close(TaskRow of, long one, long other) {
    assertTrue(Math.abs(one - other) < 100_000_000, one + " and " + other + " of " + of);
  }
}
