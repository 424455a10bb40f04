package dev.vitrine.recording.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.GcPauses;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.recording.RecordingException;
import dev.vitrine.recording.export.Recorded.Lane;
import dev.vitrine.recording.export.Trace.Slice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Recordings made by hand, and what is in their traces. [Trace] itself asks whether slices nest
/// and flows have both ends.
class PerfettoExportTest {
  private static List<String> names(List<Slice> slices) {
    return slices.stream().map(slice -> slice.name).toList();
  }

  private static Slice only(List<Slice> slices) {
    assertEquals(1, slices.size(), slices::toString);
    return slices.getFirst();
  }

  private static Object argument(Slice slice, String name) {
    return Objects.requireNonNull(slice.arguments.get(name), () -> slice + " has no " + name);
  }

  /// Task 1 is spawned by a thread, polled by worker 0, woken by worker 1, polled by it, and ends.
  private static Recorded aLife() throws IOException {
    return new Recorded()
        .second(0, 1)
        .callsite()
        .row(TaskRow.newBuilder().setId(1).setName("worker bee"))
        .add(
            new Lane(0)
                .at(50, EventKind.EVENT_KIND_PARK, 0)
                .at(110, EventKind.EVENT_KIND_UNPARK, 0)
                .at(115, EventKind.EVENT_KIND_QUEUES, 0, 5, 7)
                .start(120, 1)
                .end(150))
        .add(new Lane(-1).spawn(100, 1, 0))
        .add(
            new Lane(1)
                .start(200, 2)
                .wake(210, 1, 1)
                .end(220)
                .at(225, EventKind.EVENT_KIND_STEAL, 0, 0, 3)
                .start(230, 1)
                .end(240)
                .ended(240, 1));
  }

  @Test
  void aTaskHasATrackWithItsStates() throws IOException {
    Trace trace = aLife().end(400, 0).trace();
    List<Slice> life = trace.on("worker bee #1");
    assertEquals(List.of("scheduled", "running", "waiting", "scheduled", "running"), names(life));
    assertEquals(
        List.of(100L, 120L, 150L, 210L, 230L),
        life.stream().map(slice -> (slice.from - Recorded.nanos(0)) / 1000).toList());
    assertEquals(Recorded.nanos(240), life.getLast().to);
    assertEquals("main-worker-1", argument(life.getLast(), "on"));
    assertEquals(
        "com.acme.Main/runtime main/async block Main.java:12/worker bee #1",
        trace.path(life.getFirst().track));
    assertEquals(life.getFirst().track, only(trace.instants("completed")).track);
  }

  @Test
  void aWorkerHasATrackWithItsPollsAndSleeps() throws IOException {
    Trace trace = aLife().end(400, 0).trace();
    assertEquals(List.of("park", "worker bee"), names(trace.on("main-worker-0")));
    Slice poll = trace.on("main-worker-0").getLast();
    assertEquals(1L, argument(poll, "task"));
    assertEquals(Recorded.nanos(120), poll.from);
    assertEquals(Recorded.nanos(150), poll.to);
    Slice steal = only(trace.instants("steal"));
    assertEquals("main-worker-1", trace.name(steal.track));
    assertEquals(3L, argument(steal, "tasks"));
  }

  @Test
  void anArrowLeadsFromAWakeToItsPoll() throws IOException {
    Trace trace = aLife().end(400, 0).trace();
    assertEquals(2, trace.flowEnds.size());
    Slice wake = only(trace.instants("wake"));
    assertEquals("main-worker-1", trace.name(wake.track));
    assertEquals(2L, argument(wake, "by task"));
    assertEquals(1, wake.depth, "inside the poll that woke");
    long flow =
        trace.flowBegins.entrySet().stream()
            .filter(entry -> entry.getValue() == wake)
            .findFirst()
            .orElseThrow()
            .getKey();
    assertEquals(Recorded.nanos(230), Objects.requireNonNull(trace.flowEnds.get(flow)).from);
    assertEquals("thread 77", trace.name(only(trace.instants("spawn")).track));
  }

  @Test
  void aWakeWhoseTaskIsNotPolledHasNoArrow() throws IOException {
    Trace trace =
        new Recorded().add(new Lane(0).start(10, 2).wake(20, 1, 1).end(30)).end(50, 0).trace();
    assertEquals("runtime main worker 0", trace.name(only(trace.instants("wake")).track));
    assertTrue(trace.flowBegins.isEmpty());
    assertEquals(List.of("waiting", "scheduled"), names(trace.on("task #1")));
  }

  @Test
  void wakesWhileItRunsLeadToTheNextPoll() throws IOException {
    Trace trace =
        new Recorded()
            .add(
                new Lane(0)
                    .spawn(5, 1, 0)
                    .start(10, 1)
                    .wake(15, 1, 2)
                    .end(20)
                    .start(30, 1)
                    .end(40)
                    .wake(60, 1, 1)
                    .start(70, 1)
                    .end(80))
            .add(new Lane(1).start(30, 2).wake(35, 1, 0).end(90))
            .end(100, 0)
            .trace();
    assertEquals(
        List.of(
            "scheduled",
            "running",
            "scheduled",
            "running",
            "waiting",
            "scheduled",
            "running",
            "waiting"),
        names(trace.on("task #1")));
    assertEquals(2, trace.flowEnds.size());
  }

  @Test
  void aLongPollIsOneSliceWithTheBlockingLine() throws IOException {
    Incident.Builder incident =
        Incident.newBuilder()
            .setId(3)
            .setKind(Incident.Kind.KIND_SLEEP)
            .setStartedAt(Recorded.wall(1_000))
            .setDurationNanos(500_000_000)
            .setRuntimeId(1)
            .setWorker(0)
            .setTask(TaskRef.newBuilder().setId(1))
            .setBlockingLine(Location.newBuilder().setFile("com/acme/Main.java").setLine(33))
            .setAdvice("spawn-blocking");
    var lanes = List.of(new Lane(0).start(1_000, 1).end(501_000).start(501_000, 2).end(502_000));
    for (boolean early : List.of(true, false)) {
      Recorded recorded = new Recorded().second(0, 2);
      if (early) {
        recorded.incident(incident.clone().setOngoing(true).setDurationNanos(300_000_000));
      }
      recorded.add(early ? lanes.getFirst() : new Lane(0).start(1_000, 1).end(501_000));
      recorded.second(1_000_000, 2).incident(incident).second(9_000_000, 2);
      Trace trace = recorded.end(9_000_000, 0).trace();
      Slice poll =
          only(
              trace.on("main-worker-0").stream()
                  .filter(slice -> slice.to - slice.from == 500_000_000 && slice.depth == 0)
                  .toList());
      assertEquals("Main.java:33", argument(poll, "blocking line"));
      assertEquals("sleep", argument(poll, "kind"));
      assertEquals("spawn-blocking", argument(poll, "advice"));
      Slice running = trace.on("task #1").getLast();
      assertEquals(
          "Main.java:33",
          argument(
              trace.on("task #1").stream()
                  .filter(slice -> slice.name.equals("running"))
                  .findFirst()
                  .orElse(running),
              "blocking line"));
      Slice instant = only(trace.instants("sleep Main.java:33"));
      assertEquals("incidents", trace.name(instant.track));
    }
  }

  @Test
  void incidentsOfNoPollStandAlone() throws IOException {
    Incident.Builder pause =
        Incident.newBuilder()
            .setKind(Incident.Kind.KIND_GC)
            .setStartedAt(Recorded.wall(1_000))
            .setDurationNanos(50_000_000);
    Trace trace =
        new Recorded()
            .incident(pause.setId(1))
            .incident(pause.setId(2).setStartedAt(Recorded.wall(20_000)))
            .incident(pause.setId(3).setStartedAt(Recorded.wall(-900_000_000)))
            .end(100_000, 0)
            .trace();
    assertEquals(2, trace.instants("gc").size());
    assertEquals(List.of("gc", "gc"), names(trace.on("pauses")));
  }

  @Test
  void countersFollowEventsAndStates() throws IOException {
    Trace trace = aLife().second(300, 5).end(400, 0).trace();
    assertEquals(List.of(5L), trace.counter("main-worker-0 ring"));
    assertEquals(List.of(0L, 7L, 0L), trace.counter("inject queue"));
    assertEquals(List.of(1L, 2L, 1L, 5L), trace.counter("live tasks"));
    assertEquals(List.of(3L), trace.counter("blocking threads"));
    assertEquals(List.of(2L), trace.counter("blocking threads at work"));
  }

  @Test
  void threadsThatAreNoWorkersHaveTracks() throws IOException {
    Trace trace =
        new Recorded()
            .add(
                new Lane(-1)
                    .spawn(5, 1, 2)
                    .start(10, 1)
                    .spawn(12, 2, 1)
                    .start(15, 2)
                    .end(20)
                    .ended(20, 2)
                    .end(30)
                    .ended(30, 1))
            .end(100, 0)
            .trace();
    List<Slice> polls = trace.on("thread 77");
    assertEquals(List.of(0, 1), polls.stream().map(slice -> slice.depth).toList());
    assertEquals(List.of("scheduled", "running"), names(trace.on("task #2")));
  }

  @Test
  void aPollThatBlocksInPlaceLeavesTheWorkerToOthers() throws IOException {
    Trace trace =
        new Recorded()
            .add(
                new Lane(0)
                    .start(5, 3)
                    .start(10, 1)
                    .start(20, 2)
                    .end(30)
                    .at(40, EventKind.EVENT_KIND_PARK, 0))
            .add(new Lane(-1).end(60, 1).ended(60, 1).end(80, 3).ended(80, 3))
            .add(new Lane(0).at(90, EventKind.EVENT_KIND_UNPARK, 0))
            .end(100, 0)
            .trace();
    List<Slice> worker = trace.on("runtime main worker 0");
    assertEquals(List.of("task", "task", "task", "park"), names(worker));
    assertTrue(worker.stream().allMatch(slice -> slice.depth == 0));
    Slice running = only(trace.on("task #1"));
    assertEquals(50_000, running.to - running.from);
    running = only(trace.on("task #3"));
    assertEquals(75_000, running.to - running.from, "the end of the other one is not its own");
  }

  @Test
  void jobsOfABlockingPoolAreSlicesOnTheirThreads() throws IOException {
    Trace trace =
        new Recorded()
            .add(
                Record.newBuilder()
                    .setThreads(
                        ThreadNames.newBuilder()
                            .addNames(ThreadName.newBuilder().setThread(77).setName("pool-1"))))
            .add(
                new Lane(-1)
                    .at(10, EventKind.EVENT_KIND_JOB_START, 0, 77, 1)
                    .start(11, 1)
                    .wake(15, 2, 1)
                    .end(20)
                    .at(21, EventKind.EVENT_KIND_JOB_END, 0, 77, 1)
                    .at(30, EventKind.EVENT_KIND_JOB_START, 0, 77, 0)
                    .at(40, EventKind.EVENT_KIND_JOB_END, 0, 77, 0)
                    .at(50, EventKind.EVENT_KIND_JOB_START, 0, 77, 5))
            .end(100, 0)
            .trace();
    List<Slice> jobs = trace.on("pool-1");
    assertEquals(List.of("blocking job", "task", "blocking job", "blocking job"), names(jobs));
    assertEquals(List.of(0, 1, 0, 0), jobs.stream().map(slice -> slice.depth).toList());
    assertEquals(1L, argument(jobs.getFirst(), "task"));
    assertEquals(11_000, jobs.getFirst().to - jobs.getFirst().from);
    assertFalse(jobs.get(2).arguments.containsKey("task"));
    assertEquals("not over when the recording ended", argument(jobs.getLast(), "end"));
    assertEquals("pool-1", trace.name(only(trace.instants("wake")).track), "who has woken");
  }

  @Test
  void pausesOfTheCollectorAndTurnsOfTheDriversTellWhatTheyTook() throws IOException {
    Trace trace =
        new Recorded()
            .add(
                Record.newBuilder()
                    .setPauses(
                        GcPauses.newBuilder()
                            .addPauses(
                                GcPause.newBuilder()
                                    .setStartedAt(Recorded.wall(10))
                                    .setDurationNanos(7_000)
                                    .setCollector("Copy")
                                    .setCause("System.gc()"))))
            .add(
                new Lane(0)
                    .at(20, EventKind.EVENT_KIND_DRIVER_TURN, 0, 3, 4_000)
                    .at(30, EventKind.EVENT_KIND_DRIVER_TURN, 1, 0, 5_000))
            .end(100, 0)
            .trace();
    Slice pause = only(trace.on("collections"));
    assertEquals("Copy", pause.name);
    assertEquals(7_000, pause.to - pause.from);
    assertEquals("System.gc()", argument(pause, "cause"));
    List<Slice> turns = trace.instants("driver turn");
    assertEquals(3L, argument(turns.getFirst(), "events"));
    assertEquals(4_000L, argument(turns.getFirst(), "took nanos"));
    assertFalse(turns.getFirst().arguments.containsKey("slept"));
    assertEquals(true, argument(turns.getLast(), "slept"));
  }

  @Test
  void lostEventsCloseWhatWasOpenAndAreShown() throws IOException {
    Trace trace =
        new Recorded()
            .add(
                new Lane(0)
                    .start(10, 1)
                    .wake(15, 2, 1)
                    .at(50, EventKind.EVENT_KIND_LOST, 0, 1234)
                    .end(60)
                    .start(70, 2)
                    .end(80)
                    .lost(EventKind.EVENT_KIND_POLL_END, 1234))
            .add(new Lane(-1).start(5, 3).at(40, EventKind.EVENT_KIND_LOST, 0, 0, 99))
            .end(100, 1333)
            .trace();
    List<Slice> worker = trace.on("runtime main worker 0");
    assertEquals(List.of("task", "events lost", "task"), names(worker));
    assertEquals("its end was lost", argument(worker.getFirst(), "end"));
    assertEquals(Recorded.nanos(15), worker.getFirst().to);
    assertEquals(1234L, argument(worker.get(1), "events"));
    assertEquals(99L, argument(only(trace.instants("events lost")), "events"));
    assertEquals(1234L, argument(only(trace.instants("events lost in all")), "poll end"));
    assertEquals(1333L, argument(only(trace.instants("recording ends")), "events lost"));
  }

  @Test
  void tasksThatOnlyWaitAreThere() throws IOException {
    Trace trace =
        new Recorded()
            .callsite()
            .row(
                TaskRow.newBuilder()
                    .setId(8)
                    .setState(TaskState.TASK_STATE_IDLE)
                    .setStateSince(Recorded.wall(30)))
            .row(
                TaskRow.newBuilder()
                    .setId(6)
                    .setState(TaskState.TASK_STATE_FINISHED)
                    .setFinishedAt(Recorded.wall(40)))
            .end(100, 0)
            .trace();
    Slice waits = only(trace.slices);
    assertEquals("async block Main.java:12 #8", trace.name(waits.track));
    assertEquals(70_000, waits.to - waits.from);
  }

  @Test
  void aRecordingIsExportedAsFarAsItGoes() throws IOException {
    byte[] whole = aLife().end(400, 0).bytes();
    int header = new Recorded().bytes().length;
    int slices = 0;
    for (int length = header; length < whole.length; length++) {
      Trace trace = Recorded.trace(Arrays.copyOf(whole, length));
      assertTrue(trace.slices.size() >= slices);
      slices = trace.slices.size();
      only(trace.instants("recording breaks off"));
    }
    assertTrue(slices > 5);
  }

  @Test
  void whatIsBeforeTheDamageIsExported() throws IOException {
    byte[] damaged = aLife().bytes();
    int good = damaged.length;
    damaged = Arrays.copyOf(damaged, good + 5);
    Arrays.fill(damaged, good, good + 5, (byte) 0x55);
    var out = new ByteArrayOutputStream();
    byte[] file = damaged;
    assertThrows(RecordingException.class, () -> PerfettoExport.write(Recorded.reader(file), out));
    assertEquals(5, new Trace(out.toByteArray()).on("worker bee #1").size());
  }

  @Test
  void aProcessThatIsRecordedTwiceIsOneProcess() throws IOException {
    Trace trace =
        aLife()
            .add(new Lane(0).start(300, 4))
            .header("instance", 10_000)
            .add(new Lane(0).end(10_010).start(10_020, 4).end(10_030))
            .end(10_100, 0)
            .header("another", 20_000)
            .add(new Lane(0).start(20_010, 4).end(20_020))
            .end(20_100, 0)
            .trace();
    only(trace.instants("recording breaks off"));
    assertEquals(3, trace.instants("recording begins").size());
    assertEquals(
        2,
        trace.tracks.values().stream()
            .map(track -> track.getProcess())
            .filter(Objects::nonNull)
            .map(process -> process.getPid())
            .distinct()
            .count());
    assertEquals(
        3, trace.on("main-worker-0").stream().filter(s -> s.from > Recorded.nanos(110)).count());
  }

  @Test
  void eventsThatComeLateDoNotSpoilAnything() throws IOException {
    var recorded = new Recorded();
    recorded.add(new Lane(1).start(4_000_000, 1).end(4_000_010));
    recorded.second(9_000_000, 1); // what is above has gone out
    recorded.add(new Lane(0).spawn(100, 1, 0).start(200, 1).end(300).wake(310, 1, 1));
    Trace trace = recorded.end(9_000_000, 0).trace();
    assertFalse(trace.on("task #1").isEmpty());
    assertNotNull(trace.track("main-worker-0"));
  }
}
