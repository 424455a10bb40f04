package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Comparison;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.DescribeRequest;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskDetailRequest;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.Term;
import dev.vitrine.console.proto.v1.Tier;
import dev.vitrine.console.proto.v1.WatchCallsitesRequest;
import dev.vitrine.console.proto.v1.WatchIncidentsRequest;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import dev.vitrine.console.proto.v1.WatchRuntimesRequest;
import dev.vitrine.instrument.Incident;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What `vitrine.console.v1` answers.
class ConsoleServiceTest {
  private Session session;
  private FakeSource source;
  private ConsoleGrpc.ConsoleBlockingStub console;

  @BeforeEach
  void open() throws IOException {
    session = new Session();
    source = session.source;
    console = ConsoleGrpc.newBlockingStub(session.connect());
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void processDescribesItself() {
    var description = console.describe(DescribeRequest.getDefaultInstance());
    assertEquals(ProcessHandle.current().pid(), description.getPid());
    assertEquals(
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        Instant.ofEpochSecond(
            description.getStartedAt().getSeconds(), description.getStartedAt().getNanos()));
    assertEquals(1, description.getSchemaVersion());
    assertEquals("multi-thread", description.getRuntimes(0).getFlavour());
    assertEquals(512, description.getRuntimes(0).getBlockingCap());
    assertEquals(10_000_000, description.getPublishIntervalNanos());
    assertEquals(Tier.TIER_ALWAYS, description.getStamp().getTier());
    assertFalse(description.getInstanceId().isEmpty());
  }

  @Test
  void runtimesAreSentEachInterval() {
    var stream = new Stream<RuntimesUpdate>();
    session.console().watchRuntimes(WatchRuntimesRequest.getDefaultInstance(), stream);
    var status = stream.next().getRuntimes(0);
    assertEquals(4, status.getInjectDepth());
    assertEquals(512, status.getBlocking().getCap());
    assertFalse(status.hasIo());
    assertEquals(380_000_000, status.getTime().getNextNanos());
    source.spawn(1);
    RuntimesUpdate later = stream.next();
    while (later.getRuntimes(0).getLiveTasks() != 1) {
      later = stream.next();
    }
    assertTrue(source.watching.isEmpty(), "workers are looked at without watching tasks");
  }

  @Test
  void whatWasLostIsToldWithTheRuntimes() {
    session.updates().next(); // so that somebody watches
    source.resourcesDropped = 3;
    var stream = new Stream<RuntimesUpdate>();
    session.console().watchRuntimes(WatchRuntimesRequest.getDefaultInstance(), stream);
    assertEquals(3, stream.next().getLosses().getResources());
  }

  @Test
  void incidentsComeFirstAllThenThoseThatChanged() {
    source.incidents.add(incident(1, 1, false));
    source.incidents.add(incident(2, 2, true));
    var stream = new Stream<IncidentsUpdate>();
    session.console().watchIncidents(WatchIncidentsRequest.getDefaultInstance(), stream);
    IncidentsUpdate first = stream.next();
    assertEquals(2, first.getIncidentsCount());
    var one = first.getIncidents(0);
    assertEquals("reader-7", one.getTask().getName());
    assertEquals("Feed.java", one.getBlockingLine().getFile());
    assertEquals("readBytes", one.getInnermost().getMethod());
    assertTrue(one.getInnermost().getNative());
    assertEquals("spawn-blocking", one.getAdvice());

    source.incidents.set(1, incident(2, 3, false));
    IncidentsUpdate later = stream.next();
    while (later.getIncidentsCount() == 0) {
      later = stream.next();
    }
    assertEquals(1, later.getIncidentsCount());
    assertFalse(later.getIncidents(0).getOngoing());
  }

  private Incident incident(long id, long version, boolean isOngoing) {
    return new Incident(
        id,
        version,
        Incident.Kind.FILE_OR_NATIVE,
        isOngoing,
        FakeTask.START,
        812_000_000,
        7,
        0,
        "worker-0",
        17,
        "reader-7",
        source.runtime.callsite,
        new Location("Feed.java", 58, "com.acme.Feed", "read"),
        List.of(
            new Incident.Sample(
                List.of(
                    new StackTraceElement(
                        "java.io.FileInputStream", "readBytes", "FileInputStream.java", -2)),
                3)),
        14,
        5);
  }

  @Test
  void callsitesComeFirstAllThenThoseThatChanged() {
    var stream = new Stream<CallsitesUpdate>();
    session.console().watchCallsites(WatchCallsitesRequest.getDefaultInstance(), stream);
    var callsite = stream.next().getCallsites(0);
    assertEquals("com/acme/Echo.java", callsite.getLocation().getFile());
    assertEquals(2, callsite.getAlive());
    assertEquals(0, stream.next().getCallsitesCount());

    source.runtime.callsite.pollTimes().record(5_000);
    CallsitesUpdate later = stream.next();
    while (later.getCallsitesCount() == 0) {
      later = stream.next();
    }
    assertEquals(1, later.getCallsites(0).getPolls());
    assertEquals(5_000, later.getCallsites(0).getPollTimes().getMaxNanos());
  }

  @Test
  void queryIsSortedFilteredAndCut() {
    LongStream.rangeClosed(1, 1_000)
        .forEach(id -> source.spawn(id).named(id % 2 == 0 ? "conn " + id : "job").polls = id);
    TaskPage page =
        console.queryTasks(
            TaskQuery.newBuilder()
                .addTerms(Term.newBuilder().setWord("CONN"))
                .addTerms(
                    Term.newBuilder()
                        .setComparison(
                            Comparison.newBuilder()
                                .setColumn(TaskColumn.TASK_COLUMN_POLLS)
                                .setOperator(Comparison.Operator.OPERATOR_LESS_OR_EQUAL)
                                .setValue(500)))
                .setSortBy(TaskColumn.TASK_COLUMN_POLLS)
                .setDescending(true)
                .setOffset(10)
                .setLimit(3)
                .build());
    assertEquals(
        List.of(480L, 478L, 476L), page.getRowsList().stream().map(r -> r.getId()).toList());
    assertEquals(1_000, page.getTotal());
    assertEquals(250, page.getMatching());
    assertEquals(10, page.getOffset());
    assertEquals(1_000, page.getCounts().getIdle());
  }

  @Test
  void windowFollowsATaskAndStaysInsideTheList() {
    LongStream.rangeClosed(1, 100).forEach(id -> source.spawn(id));
    TaskPage around =
        console.queryTasks(TaskQuery.newBuilder().setLimit(10).setAroundTaskId(57).build());
    assertEquals(47, around.getOffset());
    assertEquals(57, around.getRows(9).getId());
    TaskPage beyond =
        console.queryTasks(TaskQuery.newBuilder().setLimit(10).setOffset(5_000).build());
    assertEquals(90, beyond.getOffset());
    assertEquals(10, beyond.getRowsCount());
    TaskPage counts = console.queryTasks(TaskQuery.getDefaultInstance());
    assertEquals(0, counts.getRowsCount());
    assertEquals(100, counts.getMatching());
  }

  @Test
  void mistakesInAQueryAreTold() {
    assertEquals(
        "term 2: regex: missing closing ]: [",
        refusal(Term.newBuilder().setWord("x"), Term.newBuilder().setRegex("a[")));
    assertEquals("term 1: the word is empty", refusal(Term.newBuilder().setWord("")));
    assertEquals("term 1: it has no condition", refusal(Term.newBuilder().setNegated(true)));
    assertEquals(
        "term 1: TASK_COLUMN_NAME is neither a number nor a duration",
        refusal(
            Term.newBuilder()
                .setComparison(
                    Comparison.newBuilder().setColumn(TaskColumn.TASK_COLUMN_NAME).setValue(1))));
    source.spawn(1).named("a".repeat(60));
    assertEquals(
        "term 1: regex: too large with its repetitions written out",
        refusal(Term.newBuilder().setRegex("(?:(?:){2147483647}){2147483647}")));
    assertTrue(
        refusal(Term.newBuilder().setRegex("(a+)+\\1b")).contains("back references are not"));
  }

  /// On which java.util.regex would be busy for longer than there are processes.
  @Test
  @Timeout(60)
  void anExpressionOfExponentialCostIsAnswered() {
    source.spawn(1).named("a".repeat(60));
    var exponential = Term.newBuilder().setRegex("(?:|)".repeat(60) + "$.");
    TaskPage none = console.queryTasks(TaskQuery.newBuilder().addTerms(exponential).build());
    assertEquals(0, none.getMatching());
  }

  private String refusal(Term.Builder... terms) {
    var query = TaskQuery.newBuilder().setLimit(1);
    for (Term.Builder term : terms) {
      query.addTerms(term);
    }
    var refused =
        assertThrows(StatusRuntimeException.class, () -> console.queryTasks(query.build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
    return String.valueOf(refused.getStatus().getDescription());
  }

  @Test
  void signsAndStatesSelect() {
    source.spawn(1).isWakeable = false;
    FakeTask selfWaking = source.spawn(2);
    selfWaking.wakes = 4;
    selfWaking.selfWakes = 3;
    FakeTask running = source.spawn(3);
    running.state = TaskView.State.RUNNING;
    running.createdAtNanos = System.nanoTime() - 2_000_000_000L;
    running.lastPollStartedNanos = running.createdAtNanos;
    FakeTask blockOn = source.spawn(4);
    blockOn.kind = TaskView.Kind.BLOCK_ON;
    blockOn.isWakeable = false;
    assertEquals(
        1, console.queryTasks(TaskQuery.getDefaultInstance()).getCounts().getSuspectedUnwakeable());
    while (console.queryTasks(TaskQuery.getDefaultInstance()).getCounts().getSuspectedUnwakeable()
        > 0) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(1L), ids(Term.newBuilder().setSign(Sign.SIGN_UNWAKEABLE)));
    assertEquals(List.of(2L), ids(Term.newBuilder().setSign(Sign.SIGN_SELF_WAKING)));
    assertEquals(List.of(3L), ids(Term.newBuilder().setSign(Sign.SIGN_NEVER_YIELDED)));
    assertEquals(List.of(3L), ids(Term.newBuilder().setState(TaskState.TASK_STATE_RUNNING)));
    assertEquals(
        List.of(1L, 2L, 4L),
        ids(Term.newBuilder().setState(TaskState.TASK_STATE_RUNNING).setNegated(true)));
    assertEquals(List.of(4L), ids(Term.newBuilder().setWord("block_on")));
  }

  private List<Long> ids(Term.Builder term) {
    return console
        .queryTasks(TaskQuery.newBuilder().addTerms(term).setLimit(100).build())
        .getRowsList()
        .stream()
        .map(row -> row.getId())
        .toList();
  }

  @Test
  void detailFollowsTheChainOfHoldersAroundACircle() {
    FakeTask one = source.spawn(1).named("one");
    FakeTask two = source.spawn(2).named("two");
    FakeTask three = source.spawn(3).named("three");
    one.waitsFor("Mutex.lock", held(10, 2), 0);
    two.waitsFor("JoinHandle.await", null, 3);
    three.waitsFor("Mutex.lock", held(11, 2), 0);
    three.parentId = 1;
    one.stacks =
        List.of(
            new TaskView.StackView(
                "body",
                false,
                List.of(new StackTraceElement("com.acme.Store", "put", "Store.java", 94))));

    TaskDetail detail = detail(1);

    assertTrue(detail.getDeadlocked());
    assertEquals(List.of("1:2", "2:3", "3:2 circle"), tree(detail));
    assertEquals("two", detail.getWaits(0).getHolder().getName());
    assertEquals(
        List.of("three"), detail.getChildrenList().stream().map(t -> t.getName()).toList());
    assertEquals("put", detail.getStacks(0).getFrames(0).getMethod());
    assertTrue(detail.getStacks(0).getFrames(0).getUserCode());
    assertEquals("one", detail(3).getParent().getName());
  }

  @Test
  void allHoldersOfAllWaitsAreATree() {
    var permits = new FakeResource(10, "Semaphore", Resource.Kind.SYNC);
    permits.holders = new long[] {2, 3, 4};
    FakeTask one = source.spawn(1);
    one.waitsFor("Semaphore.acquire", permits, 0);
    var first = one.waits.getFirst();
    one.waitsFor("JoinHandle.await", null, 3);
    one.waitsForAll(first, one.waits.getFirst());
    source.spawn(2).waitsFor("Mutex.lock", held(11, 1), 0);
    source.spawn(3).waitsFor("Mutex.lock", held(12, 4), 0);
    source.spawn(4).named("free");

    TaskDetail detail = detail(1);

    assertEquals(
        List.of("1:2", "2:1 circle", "1:3", "2:4", "1:4 above", "1:3 above"), tree(detail));
    assertEquals(1, detail.getChain(5).getBehind());
    assertFalse(detail.getDeadlocked(), "task 4 can go on, and give back its permit");
    assertEquals(3, detail.getWaits(0).getHolders());
  }

  /// `depth:task`, in order.
  private static List<String> tree(TaskDetail detail) {
    return detail.getChainList().stream()
        .map(
            one ->
                one.getDepth()
                    + ":"
                    + one.getTask().getId()
                    + (one.getClosesCircle() ? " circle" : one.getToldAbove() ? " above" : ""))
        .toList();
  }

  @Test
  void treeEndsAtTheTaskThatDoesNotWait() {
    source.spawn(1).waitsFor("Mutex.lock", held(10, 2), 0);
    source.spawn(2).named("rebuild");
    TaskDetail detail = detail(1);
    assertFalse(detail.getDeadlocked());
    assertEquals(1, detail.getChainCount());
    assertEquals("rebuild", detail.getChain(0).getTask().getName());
    assertEquals(0, detail.getChain(0).getWaitsCount());
    TaskDetail free = detail(2);
    assertEquals(0, free.getChainCount(), "nobody is behind a task that does not wait");
    assertFalse(free.getDeadlocked());
  }

  /// It is the holder already, and has not looked yet.
  @Test
  void oneThatHasJustBeenHandedTheLockIsNoCircle() {
    source.spawn(1).waitsFor("Mutex.lock", held(10, 2), 0);
    FakeTask next = source.spawn(2);
    next.waitsFor("Mutex.lock", held(10, 2), 0);
    next.state = TaskView.State.SCHEDULED;
    assertFalse(detail(1).getDeadlocked());
    assertFalse(detail(2).getDeadlocked());
    next.state = TaskView.State.IDLE; // it has locked twice
    assertTrue(detail(1).getDeadlocked());
  }

  private static FakeResource held(long id, long holder) {
    var mutex = new FakeResource(id, "Mutex", Resource.Kind.SYNC);
    mutex.holders = new long[] {holder};
    return mutex;
  }

  private TaskDetail detail(long id) {
    var stream = new Stream<TaskDetail>();
    session.console().watchTask(TaskDetailRequest.newBuilder().setId(id).build(), stream);
    return stream.next();
  }

  @Test
  void resourcesAreGroupedByPlace() {
    var mutex = held(10, 2);
    source.spawn(1).waitsFor("Mutex.lock", mutex, 0);
    source.spawn(2).named("rebuild");
    for (long id = 100; id < 150; id++) {
      source.spawn(id).waitsFor("sleep", new FakeResource(id, "Sleep", Resource.Kind.TIMER), 0);
    }
    var stream = new Stream<ResourcesUpdate>();
    session
        .console()
        .watchResources(
            WatchResourcesRequest.newBuilder()
                .addOpenGroups("Timer/Sleep@com/acme/Store.java:30")
                .setLimit(5)
                .build(),
            stream);
    ResourcesUpdate update = stream.next();
    assertEquals(51, update.getTotal());
    assertEquals(2, update.getGroupsCount());
    var sleeps =
        update.getGroupsList().stream().filter(g -> g.getType().equals("Sleep")).findFirst();
    assertEquals(50, sleeps.orElseThrow().getWaiters());
    assertEquals(5, sleeps.orElseThrow().getMembersCount());
    var mutexes =
        update.getGroupsList().stream().filter(g -> g.getType().equals("Mutex")).findFirst();
    assertEquals(1, mutexes.orElseThrow().getHeld());
    var member = mutexes.orElseThrow().getMembers(0);
    assertEquals("rebuild", member.getHolders(0).getName());
    assertEquals(1, member.getOperations(0).getTask().getId());
    assertEquals(Tier.TIER_WATCHED, update.getStamp().getTier());
  }
}
