package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.client.conform.StrictDecoder;
import dev.vitrine.console.proto.tokio.common.Id;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.PauseRequest;
import dev.vitrine.console.proto.tokio.instrument.ResumeRequest;
import dev.vitrine.console.proto.tokio.instrument.State;
import dev.vitrine.console.proto.tokio.instrument.StateRequest;
import dev.vitrine.console.proto.tokio.instrument.TaskDetailsRequest;
import dev.vitrine.console.proto.tokio.instrument.Temporality;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.WatchRuntimesRequest;
import dev.vitrine.instrument.Histogram;
import io.grpc.Context;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pause, details and the end of sessions, as tokio-console knows them.
class SessionTest {
  private Session session;
  private FakeSource source;

  @BeforeEach
  void open() throws IOException {
    session = new Session();
    source = session.source;
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void stateIsToldAtOnceAndAfterEachChange() {
    var states = new Stream<State>();
    session.tokio().watchState(StateRequest.getDefaultInstance(), states);
    assertEquals(Temporality.LIVE, states.next().getTemporality());

    var blocking = InstrumentGrpc.newBlockingStub(session.connect());
    var _ = blocking.pause(PauseRequest.getDefaultInstance());
    awaitState(states, Temporality.PAUSED);
    var _ = blocking.resume(ResumeRequest.getDefaultInstance());
    awaitState(states, Temporality.LIVE);
  }

  private static void awaitState(Stream<State> states, Temporality wanted) {
    State state = states.next();
    while (state.getTemporality() != wanted) {
      assertTrue(new StrictDecoder().state(state).isEmpty());
      state = states.next();
    }
  }

  @Test
  void pauseHoldsUpdatesButNotTheFirstOfANewWatcher() {
    FakeTask task = source.spawn(1);
    var early = session.updates();
    early.next();
    var blocking = InstrumentGrpc.newBlockingStub(session.connect());
    var _ = blocking.pause(PauseRequest.getDefaultInstance());
    task.polls = 9;
    source.touch(task);

    var late = session.updates();
    assertEquals(
        9,
        late.next().getTaskUpdate().getStatsUpdateOrThrow(1).getPollStats().getPolls(),
        "a new watcher is told at once");

    var _ = blocking.resume(ResumeRequest.getDefaultInstance());
    Update after = early.until(update -> update.getTaskUpdate().containsStatsUpdate(1));
    assertEquals(9, after.getTaskUpdate().getStatsUpdateOrThrow(1).getPollStats().getPolls());
  }

  @Test
  void pauseEndsWithTheConnectionThatAskedForIt() {
    var states = new Stream<State>();
    session.tokio().watchState(StateRequest.getDefaultInstance(), states);
    var asking = session.connect();
    var _ = InstrumentGrpc.newBlockingStub(asking).pause(PauseRequest.getDefaultInstance());
    awaitState(states, Temporality.PAUSED);

    asking.shutdownNow();

    awaitState(states, Temporality.LIVE);
  }

  @Test
  void detailsHaveBothHistogramsAndEndWhenTheTaskIsForgotten() {
    FakeTask task = source.spawn(5);
    var pollTimes = new Histogram();
    pollTimes.record(1_000);
    pollTimes.record(3_000_000_000L);
    task.histograms(pollTimes);
    var details = new Stream<TaskDetails>();
    session.tokio().watchTaskDetails(request(5), details);

    TaskDetails first = details.next();

    assertEquals(List.of(), new StrictDecoder().details(first));
    assertEquals(5, first.getTaskId().getId());
    assertEquals(1, first.getHistogram().getHighOutliers());
    assertEquals(3_000_000_000L, first.getHistogram().getHighestOutlier());
    assertTrue(first.hasScheduledTimesHistogram());
    assertEquals(5, details.next().getTaskId().getId(), "a message per interval, without updates");

    source.finish(task);
    assertEquals(5, details.next().getTaskId().getId());
    source.runtime.ended.clear();
    assertEquals(Status.Code.OK, details.end().getCode());
  }

  @Test
  void detailsOfTasksThatAreNotThereAreRefused() {
    var unknown = new Stream<TaskDetails>();
    session.tokio().watchTaskDetails(request(77), unknown);
    assertEquals(Status.Code.NOT_FOUND, unknown.end().getCode());

    var missing = new Stream<TaskDetails>();
    session.tokio().watchTaskDetails(TaskDetailsRequest.getDefaultInstance(), missing);
    assertEquals(Status.Code.INVALID_ARGUMENT, missing.end().getCode());
  }

  @Test
  void processIsWatchedFromTheFirstClientToTheLast() throws Exception {
    assertTrue(source.watching.isEmpty(), "nobody looks yet");
    Context.CancellableContext first = Context.current().withCancellation();
    Context.CancellableContext second = Context.current().withCancellation();
    first.run(() -> session.updates().next());
    second.run(() -> session.updates().next());
    assertEquals("opened", source.watching.poll(20, TimeUnit.SECONDS));

    first.cancel(null);
    var states = new Stream<State>();
    session.tokio().watchState(StateRequest.getDefaultInstance(), states);
    for (int tick = 0; tick < 5; tick++) {
      states.next();
    }
    assertTrue(source.watching.isEmpty(), "one still watches");

    second.cancel(null);
    assertEquals("closed", source.watching.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void watchingGoesOnAfterAClientThatFails() {
    source.spawn(1);
    source.resources.add(new FakeResource(3, "Broken", dev.vitrine.instrument.Resource.Kind.SYNC));
    var updates = session.updates();
    updates.next();
    source.runtime.whenRead =
        () -> {
          throw new IllegalStateException("what the program shows is broken");
        };
    var runtimes = new Stream<RuntimesUpdate>();
    String said =
        errorsOf(
            () -> {
              session.console().watchRuntimes(WatchRuntimesRequest.getDefaultInstance(), runtimes);
              assertEquals(Status.Code.INTERNAL, runtimes.end().getCode());
            });
    assertTrue(said.contains("the console failed to read the program: "), said);
    assertTrue(said.contains("what the program shows is broken"), said);
    updates.next();
  }

  /// What `action` has others print to standard error, which is not for those who read the test's.
  private static String errorsOf(Runnable action) {
    var printed = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static TaskDetailsRequest request(long id) {
    return TaskDetailsRequest.newBuilder().setId(Id.newBuilder().setId(id)).build();
  }
}
