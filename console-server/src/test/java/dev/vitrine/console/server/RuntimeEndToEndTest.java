package dev.vitrine.console.server;

import static dev.vitrine.Tasks.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.acme.Spinner;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskDetailRequest;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.Term;
import dev.vitrine.console.proto.v1.WatchIncidentsRequest;
import dev.vitrine.time.Time;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A real runtime, attached to late.
class RuntimeEndToEndTest {
  private AsyncRuntime runtime;
  private InProcess services;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws Exception {
    runtime = AsyncRuntime.multiThread().workers(2).enableAll().name("end-to-end").build();
    services = InProcess.start();
    channel = services.connect();
  }

  @AfterEach
  void close() {
    services.close();
    runtime.close();
  }

  @Test
  void tokioConsoleSeesTasksThatWereSpawnedLongBefore() {
    runtime.blockOn(
        () -> {
          for (int i = 0; i < 100; i++) {
            spawn("sleeper " + i, () -> Time.sleep(Duration.ofHours(1)).await());
          }
        });
    var updates = new Session.Updates(InstrumentGrpc.newStub(channel));
    Map<Long, String> names = new HashMap<>();
    Map<Long, Long> ops = new HashMap<>();
    while (names.size() < 100 || ops.size() < 100) {
      Update update = updates.next();
      update
          .getTaskUpdate()
          .getNewTasksList()
          .forEach(
              task -> {
                assertEquals(
                    "dev/vitrine/console/server/RuntimeEndToEndTest.java",
                    task.getLocation().getFile());
                names.put(task.getId().getId(), task.getFields(1).getDebugVal());
              });
      update
          .getAsyncOpUpdate()
          .getStatsUpdateMap()
          .forEach((id, stats) -> ops.put(id, stats.getTaskId().getId()));
    }
    assertTrue(names.containsValue("sleeper 99"));
    assertTrue(names.keySet().containsAll(ops.values()));
  }

  @Test
  void taskInABlockingPollIsAnIncidentWhileItLasts() {
    var release = new CountDownLatch(1);
    var incidents = new Stream<IncidentsUpdate>();
    ConsoleGrpc.newStub(channel)
        .watchIncidents(WatchIncidentsRequest.getDefaultInstance(), incidents);
    runtime.blockOn(
        () -> {
          spawn("spinner", () -> Spinner.until(release));
        });
    try {
      ongoing(incidents);
    } finally {
      release.countDown();
    }
    while (true) {
      var ended =
          incidents.next().getIncidentsList().stream()
              .filter(one -> isSpinner(one) && !one.getOngoing())
              .findFirst();
      if (ended.isPresent()) {
        break;
      }
    }
  }

  private static void ongoing(Stream<IncidentsUpdate> incidents) {
    while (true) {
      for (Incident one : incidents.next().getIncidentsList()) {
        if (isSpinner(one)) {
          assertTrue(one.getOngoing());
          assertEquals("com/acme/Spinner.java", one.getBlockingLine().getFile());
          assertTrue(one.getSamples(0).getFrames(0).getMethod().length() > 0);
          return;
        }
      }
    }
  }

  private static boolean isSpinner(Incident one) {
    return one.getTask().getName().equals("spinner");
  }

  @Test
  void detailShowsWhereATaskStandsAndWhoItWaitsFor() {
    runtime.blockOn(
        () -> {
          spawn(
              "waiter",
              () -> spawn("awaited", () -> Time.sleep(Duration.ofHours(1)).await()).await());
        });
    var console = ConsoleGrpc.newBlockingStub(channel);
    waiting(console, "awaited"); // a task before its first poll may not be found
    long id = waiting(console, "waiter");
    var details = new Stream<TaskDetail>();
    ConsoleGrpc.newStub(channel)
        .watchTask(TaskDetailRequest.newBuilder().setId(id).build(), details);
    TaskDetail detail = details.next();
    assertEquals("awaited", detail.getChain(0).getTask().getName());
    assertFalse(detail.getDeadlocked());
    assertTrue(
        detail.getStacks(0).getFramesList().stream()
            .anyMatch(frame -> frame.getFile().equals("RuntimeEndToEndTest.java")),
        detail::toString);
    assertEquals("awaited", detail.getChildren(0).getName());
  }

  /// The task of this name, once it waits for something.
  private static long waiting(ConsoleGrpc.ConsoleBlockingStub console, String name) {
    while (true) {
      TaskPage page =
          console.queryTasks(
              TaskQuery.newBuilder()
                  .addTerms(Term.newBuilder().setWord(name))
                  .setLimit(10)
                  .build());
      if (page.getRowsCount() > 0 && page.getRows(0).hasWaitingOn()) {
        return page.getRows(0).getId();
      }
    }
  }
}
