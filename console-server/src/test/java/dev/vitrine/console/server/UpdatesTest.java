package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.InstrumentRequest;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.tasks.Task;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a client of WatchUpdates is told, and when.
class UpdatesTest {
  private static final int FOUR_MIB = 4 * 1024 * 1024;

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
  void firstUpdateHasEverythingThatLives() {
    source.spawn(1).named("main");
    source.spawn(2);

    Update first = session.updates().next();

    assertEquals(2, first.getTaskUpdate().getNewTasksCount());
    Task main = first.getTaskUpdate().getNewTasks(0);
    assertEquals(
        List.of("kind", "task.name", "task.id"),
        main.getFieldsList().stream().map(field -> field.getStrName()).toList());
    assertEquals("main", main.getFields(1).getDebugVal());
    assertEquals(1, main.getFields(2).getU64Val());
    assertEquals("com/acme/Echo.java", main.getLocation().getFile());
    assertEquals(23, main.getLocation().getLine());
    assertFalse(main.getLocation().hasModulePath());
    assertFalse(main.getLocation().hasColumn());
    assertEquals(
        2, first.getTaskUpdate().getNewTasks(1).getFieldsCount(), "a task without a name has none");
    assertTrue(first.hasResourceUpdate() && first.hasAsyncOpUpdate());
  }

  @Test
  void laterUpdatesHoldWhatHasChangedAndComeAlsoWhenNothingHas() {
    FakeTask one = source.spawn(1);
    source.spawn(2);
    var updates = session.updates();
    updates.next();

    Update quiet = updates.next();
    assertEquals(0, quiet.getTaskUpdate().getStatsUpdateCount());
    assertFalse(quiet.hasNewMetadata());

    one.polls = 5;
    source.touch(one);
    Update changed = updates.until(update -> update.getTaskUpdate().getStatsUpdateCount() > 0);
    assertEquals(Set.of(1L), changed.getTaskUpdate().getStatsUpdateMap().keySet());
    assertEquals(0, changed.getTaskUpdate().getNewTasksCount());
    assertEquals(5, changed.getTaskUpdate().getStatsUpdateOrThrow(1).getPollStats().getPolls());
  }

  @Test
  void taskThatEndsIsSentOnceMoreWithItsEnd() {
    FakeTask task = source.spawn(1);
    var updates = session.updates();
    updates.next();

    source.finish(task);

    Update last = updates.until(update -> update.getTaskUpdate().getStatsUpdateCount() > 0);
    assertTrue(last.getTaskUpdate().getStatsUpdateOrThrow(1).hasDroppedAt());
    source.touch(task); // reported once more, as a runtime may
    assertEquals(0, updates.next().getTaskUpdate().getNewTasksCount());
    assertEquals(0, updates.next().getTaskUpdate().getNewTasksCount());
  }

  @Test
  void taskThatCameAndWentBetweenTwoUpdatesIsIntroducedWithItsEnd() {
    var updates = session.updates();
    updates.next();

    source.spawnAndFinish(9);

    Update update = updates.until(one -> one.getTaskUpdate().getNewTasksCount() > 0);
    assertTrue(update.getTaskUpdate().getStatsUpdateOrThrow(9).hasDroppedAt());
  }

  @Test
  void eachWatcherIsToldOfEachTaskOnce() {
    source.spawn(1);
    var early = session.updates();
    early.next();
    FakeTask second = source.spawn(2);
    early.until(update -> update.getTaskUpdate().getNewTasksCount() == 1);

    var late = session.updates();
    assertEquals(2, late.next().getTaskUpdate().getNewTasksCount());

    second.wakes = 7;
    source.touch(second);
    Update forEarly = early.until(update -> update.getTaskUpdate().getStatsUpdateCount() > 0);
    Update forLate = late.until(update -> update.getTaskUpdate().getStatsUpdateCount() > 0);
    assertEquals(0, forEarly.getTaskUpdate().getNewTasksCount());
    assertEquals(0, forLate.getTaskUpdate().getNewTasksCount());
    assertEquals(7, forLate.getTaskUpdate().getStatsUpdateOrThrow(2).getWakes());
  }

  @Test
  void lateWatcherIsToldOfTasksThatEndedWhileOthersWatched() {
    FakeTask task = source.spawn(1);
    var early = session.updates();
    early.next();
    source.finish(task);
    early.until(update -> update.getTaskUpdate().getStatsUpdateCount() > 0);
    early.next();
    early.next();
    early.next();

    Update first = session.updates().until(update -> update.getTaskUpdate().getNewTasksCount() > 0);

    assertTrue(first.getTaskUpdate().getStatsUpdateOrThrow(1).hasDroppedAt());
  }

  @Test
  void snapshotOfHundredThousandTasksArrivesInPartsThatStandAlone() {
    var mutex = new FakeResource(1, "Mutex", Resource.Kind.SYNC);
    for (int id = 1; id <= 100_000; id++) {
      FakeTask task = source.spawn(id).named("a task with a name of some length, number " + id);
      task.waitsFor("Mutex.lock", mutex, 0);
    }
    var updates = session.updates();
    Set<Long> tasks = new HashSet<>();
    Set<Long> ops = new HashSet<>();
    int parts = 0;
    while (tasks.size() < 100_000 || ops.size() < 100_000) {
      Update part = updates.next(); // the decoder checks that stats and metadata are there
      assertTrue(part.getSerializedSize() < FOUR_MIB);
      part.getTaskUpdate()
          .getNewTasksList()
          .forEach(task -> assertTrue(tasks.add(task.getId().getId())));
      part.getAsyncOpUpdate()
          .getNewAsyncOpsList()
          .forEach(op -> assertTrue(ops.add(op.getId().getId())));
      parts++;
    }
    assertTrue(parts > 4, "parts=" + parts);
  }

  @Test
  void snapshotIsReadWhileItIsSentAndNotBefore() {
    for (int id = 1; id <= 100_000; id++) {
      source.spawn(id).named("a task with a name of some length, number " + id);
    }
    var slow = new SlowClient();
    slow.start();
    slow.readOne();
    Update first = slow.received.next();
    assertTrue(first.getTaskUpdate().getNewTasksCount() > 0);
    assertTrue(source.runtime.partsRead.get() < 5, "parts=" + source.runtime.partsRead);

    // Ahead of the walk one ends and one begins.
    source.finish(Objects.requireNonNull(source.runtime.live.get(99_999L)));
    source.touch(source.spawn(100_001));
    slow.read();

    Set<Long> tasks = new HashSet<>();
    first.getTaskUpdate().getNewTasksList().forEach(task -> tasks.add(task.getId().getId()));
    boolean isEndTold = false;
    while (tasks.size() < 100_001) {
      Update update = slow.received.next();
      update
          .getTaskUpdate()
          .getNewTasksList()
          .forEach(task -> assertTrue(tasks.add(task.getId().getId()), "told of twice"));
      var last = update.getTaskUpdate().getStatsUpdateMap().get(99_999L);
      isEndTold |= last != null && last.hasDroppedAt();
    }
    assertTrue(isEndTold);
  }

  @Test
  void watcherThatComesDuringASnapshotIsToldOfEverythingToo() {
    var mutex = new FakeResource(1, "Mutex", Resource.Kind.SYNC);
    for (int id = 1; id <= 20_000; id++) {
      source.spawn(id).waitsFor("Mutex.lock", mutex, 0);
    }
    var slow = new SlowClient();
    slow.start();
    slow.readOne();
    slow.received.next();

    var second = session.updates();
    Set<Long> tasks = new HashSet<>();
    Set<Long> ops = new HashSet<>();
    while (tasks.size() < 20_000 || ops.size() < 20_000) {
      Update part = second.next();
      part.getTaskUpdate().getNewTasksList().forEach(task -> tasks.add(task.getId().getId()));
      part.getAsyncOpUpdate().getNewAsyncOpsList().forEach(op -> ops.add(op.getId().getId()));
    }

    slow.read();
    int introduced = 0;
    while (introduced < 20_000) {
      introduced += slow.received.next().getAsyncOpUpdate().getNewAsyncOpsCount();
    }
    assertEquals(20_000, introduced);
  }

  @Test
  void wakerOfSuspendedTaskIsCounted() {
    FakeTask lost = source.spawn(1);
    lost.isWakeable = false;
    FakeTask fine = source.spawn(2);
    var updates = session.updates();
    Update first = updates.next();
    assertEquals(1, wakers(first, 1)); // for all that one look can tell
    assertEquals(1, wakers(first, 2));
    Update second = updates.until(update -> update.getTaskUpdate().getStatsUpdateCount() > 0);
    assertEquals(0, wakers(second, 1));

    // A task can become hopeless without being touched.
    fine.isWakeable = false;
    Update later = updates.until(update -> update.getTaskUpdate().getStatsUpdateCount() > 0);
    assertEquals(0, wakers(later, 2));
  }

  private static long wakers(Update update, long id) {
    var stats = update.getTaskUpdate().getStatsUpdateOrThrow(id);
    return stats.getWakerClones() - stats.getWakerDrops();
  }

  @Test
  void selfWakesNeverExceedWakes() {
    FakeTask task = source.spawn(1);
    task.wakes = 3;
    task.selfWakes = 4;
    var stats = session.updates().next().getTaskUpdate().getStatsUpdateOrThrow(1);
    assertEquals(3, stats.getSelfWakes());
  }

  @Test
  void spawnedTaskThatWasNotPolledLooksScheduled() {
    FakeTask task = source.spawn(1);
    task.state = TaskView.State.SCHEDULED;
    task.polls = 0;
    task.wakes = 0;
    task.lastPollStartedNanos = 0;
    task.lastPollEndedNanos = 0;
    var stats = session.updates().next().getTaskUpdate().getStatsUpdateOrThrow(1);
    assertTrue(stats.hasLastWake());
    assertFalse(stats.getPollStats().hasLastPollStarted());
    assertFalse(stats.getPollStats().hasLastPollEnded());
  }

  @Test
  void waitIsAnAsyncOpOfItsResourceUntilItEnds() {
    FakeTask holder = source.spawn(31).named("index-rebuild");
    FakeTask waiter = source.spawn(8);
    var mutex = new FakeResource(5, "Mutex", Resource.Kind.SYNC);
    mutex.attributes = List.of(Attribute.of("locked", true), Attribute.of("note", ""));
    mutex.holders = new long[] {holder.id};
    waiter.waitsFor("Mutex.lock", mutex, 0);

    var updates = session.updates();
    Update first = updates.next();

    var resource = first.getResourceUpdate().getNewResources(0);
    assertEquals("Mutex", resource.getConcreteType());
    assertEquals("Sync", resource.getKind().getOther());
    var attributes =
        first
            .getResourceUpdate()
            .getStatsUpdateOrThrow(resource.getId().getId())
            .getAttributesList()
            .stream()
            .map(one -> one.getField().getStrName() + "=" + one.getField().getStrVal())
            .toList();
    assertTrue(attributes.contains("name=index"), attributes::toString);
    assertTrue(attributes.contains("holder=task 31 index-rebuild"), attributes::toString);
    var op = first.getAsyncOpUpdate().getNewAsyncOps(0);
    assertEquals("Mutex.lock", op.getSource());
    assertEquals(resource.getId(), op.getResourceId());
    long opId = op.getId().getId();
    assertEquals(8, first.getAsyncOpUpdate().getStatsUpdateOrThrow(opId).getTaskId().getId());

    mutex.holders = new long[] {waiter.id};
    waiter.waits = List.of();
    source.touch(waiter);
    Update later = updates.until(one -> one.getAsyncOpUpdate().getStatsUpdateCount() > 0);
    assertTrue(later.getAsyncOpUpdate().getStatsUpdateOrThrow(opId).hasDroppedAt());
    assertEquals(0, later.getAsyncOpUpdate().getNewAsyncOpsCount());
    assertTrue(
        later.getResourceUpdate().getStatsUpdateMap().values().stream()
            .flatMap(stats -> stats.getAttributesList().stream())
            .anyMatch(one -> one.getField().getStrVal().equals("task 8")),
        later::toString);
  }

  @Test
  void newWaitOnTheSameResourceIsAnotherOp() {
    FakeTask waiter = source.spawn(8);
    var mutex = new FakeResource(5, "Mutex", Resource.Kind.SYNC);
    waiter.waitsFor("Mutex.lock", mutex, 0);
    var updates = session.updates();
    long before = updates.next().getAsyncOpUpdate().getNewAsyncOps(0).getId().getId();

    waiter.waitsFor("Mutex.lock", mutex, 0);
    source.touch(waiter);

    Update later = updates.until(one -> one.getAsyncOpUpdate().getNewAsyncOpsCount() > 0);
    assertTrue(later.getAsyncOpUpdate().getStatsUpdateOrThrow(before).hasDroppedAt());
    assertEquals(0, later.getResourceUpdate().getNewResourcesCount());
  }

  @Test
  void listedResourceIsShownUntilItIsGone() {
    var channel = new FakeResource(9, "mpsc", Resource.Kind.CHANNEL);
    var updates = session.updates();
    updates.next();
    source.resources.add(channel);
    Update shown = updates.until(one -> one.getResourceUpdate().getNewResourcesCount() > 0);
    long id = shown.getResourceUpdate().getNewResources(0).getId().getId();

    source.resources.clear();

    updates.until(
        one ->
            one.getResourceUpdate().containsStatsUpdate(id)
                && one.getResourceUpdate().getStatsUpdateOrThrow(id).hasDroppedAt());
  }

  @Test
  void resourcesThatWereLeftOutAreToldOnceToEachClient() {
    source.resourcesDropped = 5;
    var updates = session.updates();
    assertEquals(0, updates.next().getResourceUpdate().getDroppedEvents());
    source.resourcesDropped = 12;
    assertEquals(7, droppedResources(updates));
    source.resourcesDropped = 14;
    assertEquals(2, droppedResources(updates));
  }

  private static long droppedResources(Session.Updates updates) {
    return updates
        .until(one -> one.getResourceUpdate().getDroppedEvents() > 0)
        .getResourceUpdate()
        .getDroppedEvents();
  }

  @Test
  void clientThatDoesNotReadIsSentTheNewestAndTasksItNeverSawAreCut() throws Exception {
    FakeTask task = source.spawn(1);
    var slow = new SlowClient();
    slow.start();
    // A fast client beside it tells how time goes.
    var fast = session.updates();
    fast.next();
    int unseen = 30_000;
    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < unseen / 30; i++) {
        source.spawnAndFinish(1_000 + round * (unseen / 30) + i);
      }
      task.polls = round + 2L;
      source.touch(task);
      fast.next();
    }
    fast.until(update -> update.getTaskUpdate().getStatsUpdateCount() == 0);

    slow.read();

    int messages = 0;
    long newTasks = 0;
    long dropped = 0;
    long polls = 0;
    while (newTasks + dropped < unseen + 1 || polls < task.polls) {
      Update update = slow.received.next();
      messages++;
      newTasks += update.getTaskUpdate().getNewTasksCount();
      dropped += update.getTaskUpdate().getDroppedEvents();
      if (update.getTaskUpdate().containsStatsUpdate(1)) {
        polls = update.getTaskUpdate().getStatsUpdateOrThrow(1).getPollStats().getPolls();
      }
    }
    assertEquals(unseen + 1, newTasks + dropped);
    assertTrue(dropped > 0, "dropped=" + dropped);
    assertTrue(messages < 40, "messages=" + messages);
  }

  /// Asks for nothing until it is told to.
  private final class SlowClient extends ClientCall.Listener<Update> {
    final Stream<Update> received = new Stream<>();
    private volatile boolean isReading;
    private final ClientCall<InstrumentRequest, Update> call =
        session.connect().newCall(InstrumentGrpc.getWatchUpdatesMethod(), CallOptions.DEFAULT);

    void start() {
      call.start(this, new Metadata());
      call.sendMessage(InstrumentRequest.getDefaultInstance());
      call.halfClose();
    }

    /// Asks for one message.
    void readOne() {
      call.request(1);
    }

    /// Asks for everything from now on.
    void read() {
      isReading = true;
      call.request(1);
    }

    @Override
    public void onMessage(Update update) {
      received.onNext(update);
      if (isReading) {
        call.request(1);
      }
    }
  }
}
