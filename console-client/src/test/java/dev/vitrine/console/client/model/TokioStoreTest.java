package dev.vitrine.console.client.model;

import static dev.vitrine.console.client.TokioUpdates.at;
import static dev.vitrine.console.client.TokioUpdates.debug;
import static dev.vitrine.console.client.TokioUpdates.field;
import static dev.vitrine.console.client.TokioUpdates.idle;
import static dev.vitrine.console.client.TokioUpdates.lock;
import static dev.vitrine.console.client.TokioUpdates.mutex;
import static dev.vitrine.console.client.TokioUpdates.task;
import static dev.vitrine.console.client.TokioUpdates.tasks;
import static dev.vitrine.console.client.TokioUpdates.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.vitrine.console.client.lint.Lint;
import dev.vitrine.console.client.lint.Lints;
import dev.vitrine.console.client.lint.Warning;
import dev.vitrine.console.proto.tokio.common.PollStats;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.tasks.Stats;
import dev.vitrine.console.proto.tokio.tasks.Task;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokioStoreTest {
  private static final TaskQuery ALL =
      TaskQuery.newBuilder().setLimit(100).setIncludeFinished(true).build();

  private static TaskRow shown(Stats.Builder stats) {
    return shown(task(1001, "one"), stats);
  }

  private static TaskRow shown(Task task, Stats.Builder stats) {
    var store = new TokioStore();
    store.apply(update(10).setTaskUpdate(tasks(task, stats)).build());
    return store.page(ALL).getRows(0);
  }

  private static List<Lint> lints(TaskRow row) {
    return Lints.of(new RowFacts(row, at(10))).stream().map(Warning::lint).toList();
  }

  @Test
  void figuresMeanWhatTokioConsoleSaysTheyMean() {
    TaskRow row = shown(idle());
    assertEquals(1, row.getId());
    assertEquals("one", row.getName());
    assertEquals(TaskState.TASK_STATE_IDLE, row.getState());
    assertEquals(10_000_000_000L, row.getTotalNanos());
    assertEquals(1_500_000_000L, row.getBusyNanos());
    assertEquals(1_000_000_000L, row.getScheduledNanos());
    assertEquals(7_500_000_000L, row.getIdleNanos());
    assertEquals(at(3), row.getStateSince());
    assertEquals(List.of(), lints(row));
  }

  @Test
  void aServerThatTellsOfWaitsLateIsFoundOut() {
    var store = new TokioStore();
    store.apply(update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    assertFalse(isLate(store));
    store.apply(update(10).setAsyncOpUpdate(lock(7, 3, 1001)).build());
    assertTrue(isLate(store));
    store.apply(update(11).build());
    assertFalse(isLate(store));
  }

  private static boolean isLate(TokioStore store) {
    return store.detail(1, TaskDetails.getDefaultInstance()).orElseThrow().getFieldsList().stream()
        .anyMatch(field -> field.getName().startsWith("waits are told late"));
  }

  @Test
  void aRunningPollCountsAsBusy() {
    var stats = idle();
    stats.getPollStatsBuilder().setPolls(3).setLastPollStarted(at(6));
    TaskRow row = shown(stats);
    assertEquals(TaskState.TASK_STATE_RUNNING, row.getState());
    assertEquals(5_500_000_000L, row.getBusyNanos());
    assertEquals(List.of(Lint.LONG_POLL), lints(row));
  }

  @Test
  void aWokenTaskIsScheduledSinceItsWake() {
    TaskRow row = shown(idle().setLastWake(at(8)));
    assertEquals(TaskState.TASK_STATE_SCHEDULED, row.getState());
    assertEquals(3_000_000_000L, row.getScheduledNanos());
  }

  @Test
  void lintsFireAtTokioConsolesThresholds() {
    assertEquals(List.of(), lints(shown(idle().setWakes(100).setSelfWakes(50))));
    assertEquals(List.of(Lint.SELF_WAKES), lints(shown(idle().setWakes(100).setSelfWakes(51))));
    assertEquals(List.of(Lint.LOST_WAKER), lints(shown(idle().setWakerDrops(3))));
    assertEquals(
        List.of(), lints(shown(idle().setWakerDrops(3).setLastWake(at(4)))), "woken since");
    assertEquals(List.of(), lints(shown(idle().setWakerDrops(3).setDroppedAt(at(9)))), "completed");
    var first = idle().setPollStats(PollStats.newBuilder().setPolls(1).setLastPollStarted(at(9)));
    assertEquals(List.of(Lint.NEVER_YIELDED, Lint.LONG_POLL), lints(shown(first)));
    assertEquals(List.of(Lint.LARGE_FUTURE), lints(shown(sized(1024, 1024), idle())));
    assertEquals(List.of(), lints(shown(sized(1023, 1023), idle())));
    assertEquals(List.of(Lint.AUTO_BOXED_FUTURE), lints(shown(sized(8, 4096), idle())));
  }

  @Test
  void blockingTasksAreExempt() {
    Task blocking = task(1001, "one").toBuilder().setFields(2, debug("kind", "blocking")).build();
    assertEquals(List.of(), lints(shown(blocking, idle().setWakerDrops(3).setSelfWakes(1))));
  }

  private static Task sized(long size, long original) {
    return task(1001, "one").toBuilder()
        .addFields(field("size.bytes", size))
        .addFields(field("original_size.bytes", original))
        .build();
  }

  @Test
  void whatATaskWaitsForIsFoundFromItsOperations() {
    var store = new TokioStore();
    store.apply(
        update(10)
            .setTaskUpdate(tasks(task(1001, "one"), idle()))
            .setResourceUpdate(mutex(5))
            .setAsyncOpUpdate(lock(9, 5, 1001))
            .build());
    assertEquals("Mutex.lock", RowFacts.waitText(store.page(ALL).getRows(0).getWaitingOn()));
    var group = store.resources(WatchResourcesRequest.getDefaultInstance()).getGroups(0);
    assertEquals(1, group.getWaiters());
    assertEquals(8_000_000_000L, group.getLongestWaitNanos());
    assertEquals("one", group.getMembers(0).getOperations(0).getTask().getName());
  }

  @Test
  void finishedTasksAreForgottenAfterSixSeconds() {
    var store = new TokioStore();
    store.apply(
        update(10).setTaskUpdate(tasks(task(1001, "one"), idle().setDroppedAt(at(9)))).build());
    assertEquals(TaskState.TASK_STATE_FINISHED, store.page(ALL).getRows(0).getState());
    store.apply(Update.newBuilder().setNow(at(15)).build());
    assertEquals(1, store.page(ALL).getRowsCount());
    store.apply(Update.newBuilder().setNow(at(15.1)).build());
    assertEquals(0, store.page(ALL).getRowsCount());
    assertEquals(1, store.callsites().getFirst().getSpawned(), "the callsite remembers");
  }

  @Test
  void itemsWithoutStatsAreSkippedAndRepeatedOnesReplaceThemselves() {
    var store = new TokioStore();
    store.apply(
        update(10).setTaskUpdate(tasks(task(1001, "one"), idle()).clearStatsUpdate()).build());
    assertEquals(0, store.page(ALL).getTotal());
    store.apply(update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    store.apply(update(11).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    assertEquals(1, store.page(ALL).getTotal());
    assertEquals(1, store.callsites().getFirst().getSpawned());
  }

  @Test
  void aFrozenCopyDoesNotChange() {
    var store = new TokioStore();
    store.apply(update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    TokioStore frozen = store.frozen();
    store.apply(update(11).setTaskUpdate(tasks(task(1002, "two"), idle())).build());
    assertEquals(1, frozen.page(ALL).getTotal());
    assertEquals(2, store.page(ALL).getTotal());
  }

  @Test
  void anotherProcessIsRecognised() {
    var store = new TokioStore();
    var first = update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build();
    assertFalse(store.isFromAnotherProcess(first), "nothing known yet");
    store.apply(first);
    assertFalse(store.isFromAnotherProcess(first.toBuilder().setNow(at(20)).build()));
    assertTrue(store.isFromAnotherProcess(update(9).build()), "the clock went back");
    var other =
        update(20).setTaskUpdate(tasks(task(1001, "one"), idle().setCreatedAt(at(15)))).build();
    assertTrue(store.isFromAnotherProcess(other), "another birthday");
    var none = update(20).setTaskUpdate(tasks(task(1002, "two"), idle())).build();
    assertTrue(store.isFromAnotherProcess(none), "nobody known");
  }

  @Test
  void aWindowIsCutAroundATask() {
    var store = new TokioStore();
    for (int i = 1; i <= 50; i++) {
      store.apply(update(10).setTaskUpdate(tasks(task(1000 + i, "t" + i), idle())).build());
    }
    var query = TaskQuery.newBuilder().setSortBy(TaskColumn.TASK_COLUMN_ID).setLimit(10);
    TaskPage page = store.page(query.setAroundTaskId(30).build());
    assertEquals(20, page.getOffset());
    assertEquals(30, page.getRows(9).getId());
    assertEquals(50, page.getMatching());
    assertEquals(40, store.page(query.setAroundTaskId(0).setOffset(99).build()).getOffset());
  }

  @Test
  void detailsOfOldAndNewServersAreRead() {
    var store = new TokioStore();
    store.apply(update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    var bytes =
        ByteString.fromHex(
            "1c8493130000000200000000000000020000000000000001000000003b9aca003ff00000000000000002");
    var old =
        store.detail(1, TaskDetails.newBuilder().setLegacyHistogram(bytes).build()).orElseThrow();
    assertEquals(1, old.getPollTimes().getCount());
    assertEquals(1, old.getPollTimes().getMaxNanos());
    assertFalse(old.hasScheduledTimes());
    assertTrue(store.detail(77, TaskDetails.getDefaultInstance()).isEmpty());
    assertEquals(1001, store.wireId(1));
  }
}
