package dev.vitrine.console.tui.view;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.PulseHistory;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.model.TaskPages;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.BlockingPool;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.ChainLink;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Histogram;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.IoDriver;
import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Resource;
import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourceOperation;
import dev.vitrine.console.proto.v1.ResourceRef;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Sample;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.SignCount;
import dev.vitrine.console.proto.v1.Stack;
import dev.vitrine.console.proto.v1.StackFrame;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.Steals;
import dev.vitrine.console.proto.v1.TaskCounts;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TimeDriver;
import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.console.proto.v1.Waking;
import dev.vitrine.console.proto.v1.WorkerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/// Snapshots to draw, and the texts they should look like (in `screens/` of the test resources).
final class Pictures {
  private static final long START = 1_760_000_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private Pictures() {}

  static String expected(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            Pictures.class.getResourceAsStream("/screens/" + name + ".txt"), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Timestamp at(double second) {
    long nanos = Math.round(second * 1e9);
    return Timestamp.newBuilder()
        .setSeconds(START + nanos / SECOND)
        .setNanos((int) (nanos % SECOND))
        .build();
  }

  private static Stamp stamp() {
    return Stamp.newBuilder().setNow(at(843)).build();
  }

  private static Location place(String file, int line) {
    return Location.newBuilder()
        .setFile("com/acme/" + file)
        .setLine(line)
        .setMethod("read")
        .build();
  }

  private static StackFrame frame(String type, String method, String file, int line, boolean user) {
    return StackFrame.newBuilder()
        .setClassName(type)
        .setMethod(method)
        .setFile(file)
        .setLine(line)
        .setUserCode(user)
        .build();
  }

  private static TaskRef ref(long id, String name, TaskState state) {
    return TaskRef.newBuilder()
        .setId(id)
        .setName(name)
        .setState(state)
        .setSpawnedAt(place("Store.java", 88))
        .build();
  }

  private static TaskRow.Builder row(long id, String name, TaskState state, double since) {
    return TaskRow.newBuilder()
        .setId(id)
        .setName(name)
        .setKind("task")
        .setState(state)
        .setStateSince(at(since));
  }

  private static TaskRow.Builder times(
      TaskRow.Builder row, long busy, long sched, long idle, long total) {
    return row.setBusyNanos(busy * MILLI)
        .setScheduledNanos(sched * MILLI)
        .setIdleNanos(idle * MILLI)
        .setTotalNanos(total * MILLI);
  }

  private static Wait indexLock() {
    return Wait.newBuilder()
        .setOperation("Mutex.lock")
        .setResource(
            ResourceRef.newBuilder()
                .setId(3)
                .setType("Mutex")
                .setName("index")
                .setMadeAt(place("Store.java", 30)))
        .setHolder(ref(31, "index-rebuild", TaskState.TASK_STATE_SCHEDULED))
        .setHolders(1)
        .setHeldSince(at(805))
        .setSince(at(805))
        .setRegistered(true)
        .build();
  }

  private static TaskPage page() {
    return TaskPage.newBuilder()
        .addRows(
            times(
                    row(17, "reader-7", TaskState.TASK_STATE_RUNNING, 842.188),
                    118_000,
                    12,
                    4_900,
                    123_000)
                .setWorker(0)
                .setPolls(211)
                .setWakes(210)
                .setSpawnedAt(place("Feed.java", 41))
                .addSigns(Sign.SIGN_LONG_POLL))
        .addRows(
            times(
                    row(12, "conn /9123", TaskState.TASK_STATE_IDLE, 842.9),
                    4_200,
                    18,
                    838_000,
                    842_000)
                .setPolls(21_200)
                .setWakes(21_200)
                .setSpawnedAt(place("Echo.java", 23))
                .setWaitingOn(
                    Wait.newBuilder()
                        .setOperation("TcpStream.read")
                        .setResource(ResourceRef.newBuilder().setId(9).setType("TcpStream"))
                        .setRegistered(true)))
        .addRows(
            times(
                    row(8, "cache-writer", TaskState.TASK_STATE_IDLE, 805),
                    1_100,
                    2,
                    839_000,
                    843_000)
                .setPolls(912)
                .setWakes(911)
                .setSpawnedAt(place("Store.java", 88))
                .setWaitingOn(indexLock())
                .setWaits(1))
        .addRows(
            times(
                    row(31, "index-rebuild", TaskState.TASK_STATE_SCHEDULED, 842.997),
                    9_700,
                    1_200,
                    251_000,
                    261_000)
                .setPolls(8_100)
                .setWakes(9_000)
                .setSelfWakes(4_400)
                .setSpawnedAt(place("Store.java", 120)))
        .setTotal(4_031)
        .setMatching(4)
        .setCounts(
            TaskCounts.newBuilder()
                .setIdle(4_029)
                .setRunning(1)
                .setScheduled(1)
                .addSigns(SignCount.newBuilder().setSign(Sign.SIGN_LONG_POLL).setTasks(1)))
        .setStamp(stamp())
        .build();
  }

  private static RuntimesUpdate runtimes(double second) {
    boolean later = second > 842;
    var w0 =
        WorkerStatus.newBuilder()
            .setIndex(0)
            .setThreadName("vitrine-worker-0")
            .setState(WorkerStatus.State.STATE_POLLING)
            .setStateSince(at(842.188))
            .setPollRunningNanos(812 * MILLI)
            .setCurrentTask(ref(17, "reader-7", TaskState.TASK_STATE_RUNNING))
            .setPolls(later ? 191_000 : 100_000)
            .setBusyNanos(later ? 10_680 * MILLI : 10_000 * MILLI)
            .setSearchNanos(later ? 20 * MILLI : 0)
            .setParkNanos(later ? 290 * MILLI : 0)
            .setDriverNanos(later ? 10 * MILLI : 0)
            .setLocalDepth(14)
            .setLifoOccupied(true)
            .addSteals(Steals.newBuilder().setVictim(1).setTasks(later ? 1_600 : 1_000));
    var w1 =
        WorkerStatus.newBuilder()
            .setIndex(1)
            .setState(WorkerStatus.State.STATE_PARKED)
            .setStateSince(at(842.998))
            .setPolls(later ? 190_000 : 100_000)
            .setBusyNanos(later ? 5_210 * MILLI : 5_000 * MILLI)
            .setParkNanos(later ? 750 * MILLI : 0)
            .addSteals(Steals.newBuilder().setVictim(0).setTasks(later ? 1_590 : 1_000));
    var runtime =
        RuntimeStatus.newBuilder()
            .setId(1)
            .setName("main")
            .setFlavour("multi-thread")
            .addWorkers(w0)
            .addWorkers(w1)
            .setInjectDepth(3)
            .setBlocking(BlockingPool.newBuilder().setThreads(4).setIdle(3).setCap(512))
            .setIo(IoDriver.newBuilder().setSources(52).setEvents(later ? 91_000 : 0))
            .setTime(TimeDriver.newBuilder().setRegistered(51).setNextNanos(380 * MILLI));
    return RuntimesUpdate.newBuilder()
        .addRuntimes(runtime)
        .setStamp(Stamp.newBuilder().setNow(at(second)))
        .build();
  }

  private static Incident incident() {
    var read =
        frame("java.io.FileInputStream", "readBytes", "FileInputStream.java", 0, false).toBuilder()
            .setNative(true)
            .build();
    var feed = frame("com.acme.Feed", "read", "Feed.java", 58, true);
    var parse = frame("com.acme.Feed", "parse", "Feed.java", 71, true);
    var main = frame("com.acme.Feed", "lambda$start$0", "Feed.java", 41, true);
    return Incident.newBuilder()
        .setId(5)
        .setKind(Incident.Kind.KIND_FILE_OR_NATIVE)
        .setOngoing(true)
        .setStartedAt(at(842.188))
        .setDurationNanos(812 * MILLI)
        .setRuntimeId(1)
        .setWorker(0)
        .setThreadName("vitrine-worker-0")
        .setTask(ref(17, "reader-7", TaskState.TASK_STATE_RUNNING))
        .setCallsiteId(3)
        .setBlockingLine(place("Feed.java", 58))
        .setInnermost(read)
        .addSamples(Sample.newBuilder().setCount(9).addFrames(read).addFrames(feed).addFrames(main))
        .addSamples(Sample.newBuilder().setCount(1).addFrames(parse).addFrames(main))
        .setQueuedBehind(14)
        .setLongestWaitNanos(800 * MILLI)
        .build();
  }

  private static Histogram histogram() {
    return Histogram.newBuilder()
        .addBuckets(Histogram.Bucket.newBuilder().setLowestNanos(100_000).setCount(10))
        .addBuckets(Histogram.Bucket.newBuilder().setLowestNanos(900_000).setCount(80))
        .addBuckets(Histogram.Bucket.newBuilder().setLowestNanos(38 * MILLI).setCount(2))
        .setCount(92)
        .setP50Nanos(900_000)
        .setP90Nanos(2_100_000)
        .setP99Nanos(38 * MILLI)
        .setMaxNanos(41 * MILLI)
        .build();
  }

  private static ResourcesUpdate resources() {
    var lock =
        Resource.newBuilder()
            .setResource(indexLock().getResource())
            .setKind("Sync")
            .addAttributes(Attribute.newBuilder().setName("locked").setFlag(true))
            .addHolders(ref(31, "index-rebuild", TaskState.TASK_STATE_SCHEDULED))
            .setHeldSince(at(805))
            .setWaiters(1)
            .setLongestWaitNanos(38 * SECOND)
            .addOperations(
                ResourceOperation.newBuilder()
                    .setTask(ref(8, "cache-writer", TaskState.TASK_STATE_IDLE))
                    .setWait(indexLock()));
    return ResourcesUpdate.newBuilder()
        .addGroups(
            ResourceGroup.newBuilder()
                .setKey("Mutex@Store.java:30")
                .setType("Mutex")
                .setKind("Sync")
                .setMadeAt(place("Store.java", 30))
                .setResources(1)
                .setHeld(1)
                .setWaiters(1)
                .setLongestWaitNanos(38 * SECOND)
                .addMembers(lock))
        .addGroups(
            ResourceGroup.newBuilder()
                .setKey("Sleep@Echo.java:50")
                .setType("Sleep")
                .setKind("Timer")
                .setMadeAt(place("Echo.java", 50))
                .setResources(10_000)
                .setWaiters(10_000)
                .setLongestWaitNanos(2 * SECOND))
        .setTotal(10_001)
        .setStamp(stamp())
        .build();
  }

  private static Callsite callsite() {
    return Callsite.newBuilder()
        .setId(3)
        .setLocation(place("Feed.java", 41))
        .setBody("async block")
        .setAlive(7)
        .setSpawned(31_000)
        .setCompleted(30_990)
        .setFailed(2)
        .setCancelled(1)
        .setPolls(94_000)
        .setBusyNanos(118 * SECOND)
        .setPollTimes(histogram())
        .setScheduledTimes(histogram())
        .setLongestIdleNanos(4 * SECOND)
        .build();
  }

  /// A program under load in which one task reads a file on its worker and another holds a lock for
  /// long.
  static Snapshot echo(long taken) {
    var history = new PulseHistory();
    history.add(runtimes(842));
    var process =
        Description.newBuilder()
            .setInstanceId("a")
            .setPid(4711)
            .setMain("dev.vitrine.examples.echo.Echo")
            .setJdkVersion("25.0.3+9")
            .setStartedAt(at(0))
            .setPublishIntervalNanos(SECOND)
            .setIncidentThresholdNanos(50 * MILLI)
            .setStamp(stamp())
            .build();
    return new Snapshot(
        "127.0.0.1:6669",
        new Connection.Live(1),
        Snapshot.Service.VITRINE,
        Set.of(Snapshot.Part.values()),
        Optional.of(process),
        history.add(runtimes(843)),
        Losses.getDefaultInstance(),
        List.of(incident()),
        List.of(callsite()),
        Optional.of(page()),
        "",
        Optional.empty(),
        false,
        Optional.of(resources()),
        0,
        0,
        0,
        false,
        taken);
  }

  static Snapshot withDetail(Snapshot base) {
    var detail =
        TaskDetail.newBuilder()
            .setRow(page().getRows(2))
            .addWaits(indexLock())
            .addChain(
                ChainLink.newBuilder()
                    .setDepth(1)
                    .setTask(ref(31, "index-rebuild", TaskState.TASK_STATE_SCHEDULED)))
            .setParent(ref(1, "main", TaskState.TASK_STATE_IDLE))
            .addChildren(ref(44, "flush-1", TaskState.TASK_STATE_FINISHED))
            .addChildren(ref(45, "flush-2", TaskState.TASK_STATE_IDLE))
            .setChildrenTotal(2)
            .addStacks(
                Stack.newBuilder()
                    .setLabel("body")
                    .addFrames(frame("dev.vitrine.sync.Mutex", "lock", "Mutex.java", 10, false))
                    .addFrames(frame("com.acme.Store", "put", "Store.java", 94, true))
                    .addFrames(frame("com.acme.Store", "flush", "Store.java", 91, true)))
            .setLastWaking(
                Waking.newBuilder()
                    .setAt(at(805))
                    .setByTask(ref(31, "index-rebuild", TaskState.TASK_STATE_IDLE)))
            .setPollTimes(histogram())
            .setScheduledTimes(histogram())
            .setLongestPollNanos(41 * MILLI)
            .setStamp(stamp())
            .build();
    return copy(
        base,
        base.connection(),
        base.service(),
        base.tasks(),
        Optional.of(detail),
        base.pausedAtNanos());
  }

  /// A task that waits for one of two permits: one holder waits for it, the other for a lock.
  static Snapshot withCircle(Snapshot base) {
    Wait permits =
        Wait.newBuilder()
            .setOperation("Semaphore.acquire")
            .setResource(ResourceRef.newBuilder().setId(5).setType("Semaphore").setName("permits"))
            .setHolder(ref(31, "index-rebuild", TaskState.TASK_STATE_IDLE))
            .setHolders(2)
            .setRegistered(true)
            .build();
    var detail =
        base.detail().orElseThrow().toBuilder()
            .clearWaits()
            .clearChain()
            .addWaits(permits)
            .addChain(
                ChainLink.newBuilder()
                    .setDepth(1)
                    .setTask(ref(31, "index-rebuild", TaskState.TASK_STATE_IDLE))
                    .addWaits(indexLock()))
            .addChain(
                ChainLink.newBuilder()
                    .setDepth(2)
                    .setClosesCircle(true)
                    .setTask(ref(8, "cache-writer", TaskState.TASK_STATE_IDLE)))
            .addChain(
                ChainLink.newBuilder()
                    .setDepth(1)
                    .setTask(ref(44, "flush-1", TaskState.TASK_STATE_RUNNING)));
    return copy(
        base,
        base.connection(),
        base.service(),
        base.tasks(),
        Optional.of(detail.build()),
        base.pausedAtNanos());
  }

  static Snapshot turnedRound(Snapshot base) {
    TaskPage page = base.tasks().orElseThrow();
    var turned = page.toBuilder().clearRows().addAllRows(page.getRowsList().reversed()).build();
    return copy(base, base.connection(), base.service(), Optional.of(turned), base.detail(), 0);
  }

  static Snapshot named(long taken, String name) {
    Snapshot base = echo(taken);
    var page = page().toBuilder();
    page.getRowsBuilder(1).setName(name);
    return copy(
        base, base.connection(), base.service(), Optional.of(page.build()), base.detail(), 0);
  }

  /// What a server with so many tasks answers.
  static Snapshot many(long taken, int tasks, TaskQuery query) {
    Snapshot base = echo(taken);
    var rows =
        LongStream.rangeClosed(1, tasks)
            .mapToObj(id -> row(id, "task-" + id, TaskState.TASK_STATE_IDLE, 800).build())
            .map(row -> new RowFacts(row, stamp().getNow()))
            .toList();
    TaskPage page = TaskPages.of(rows, query, RowFacts::row, stamp());
    return copy(base, base.connection(), base.service(), Optional.of(page), base.detail(), 0);
  }

  static Snapshot with(Snapshot base, Connection connection) {
    return copy(base, connection, base.service(), base.tasks(), base.detail(), 0);
  }

  static Snapshot paused(Snapshot base, long pausedAt) {
    return copy(base, base.connection(), base.service(), base.tasks(), base.detail(), pausedAt);
  }

  /// With an answer about resources of which no group was asked to be open.
  static Snapshot allClosed(Snapshot base) {
    var resources = base.resources().orElseThrow().toBuilder();
    resources.getGroupsBuilderList().forEach(ResourceGroup.Builder::clearMembers);
    return copy(base, Optional.of(resources.build()), base.lateNanos());
  }

  /// What is shown was asked for this long after the pause.
  static Snapshot late(Snapshot base, long nanos) {
    return copy(base, base.resources(), nanos);
  }

  private static Snapshot copy(Snapshot base, Optional<ResourcesUpdate> resources, long lateNanos) {
    return new Snapshot(
        base.address(),
        base.connection(),
        base.service(),
        base.parts(),
        base.process(),
        base.pulses(),
        base.losses(),
        base.incidents(),
        base.callsites(),
        base.tasks(),
        base.refusal(),
        base.detail(),
        base.detailGone(),
        resources,
        base.restarts(),
        base.pausedAtNanos(),
        lateNanos,
        base.serverPaused(),
        base.takenAtNanos());
  }

  static Snapshot rust(long taken) {
    Snapshot base = Snapshot.empty("127.0.0.1:7100", new Connection.Live(1));
    return new Snapshot(
        base.address(),
        base.connection(),
        Snapshot.Service.TOKIO,
        Set.of(),
        Optional.empty(),
        List.of(),
        Losses.getDefaultInstance(),
        List.of(),
        List.of(),
        Optional.of(page()),
        "",
        Optional.empty(),
        false,
        Optional.empty(),
        0,
        0,
        0,
        false,
        taken);
  }

  private static Snapshot copy(
      Snapshot base,
      Connection connection,
      Snapshot.Service service,
      Optional<TaskPage> tasks,
      Optional<TaskDetail> detail,
      long pausedAt) {
    return new Snapshot(
        base.address(),
        connection,
        service,
        base.parts(),
        base.process(),
        base.pulses(),
        base.losses(),
        base.incidents(),
        base.callsites(),
        tasks,
        base.refusal(),
        detail,
        base.detailGone(),
        base.resources(),
        base.restarts(),
        pausedAt,
        base.lateNanos(),
        base.serverPaused(),
        base.takenAtNanos());
  }
}
