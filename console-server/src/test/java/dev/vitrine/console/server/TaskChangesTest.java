package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.aggregate.Outlet;
import dev.vitrine.instrument.TaskView.State;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a recording is told of tasks, look by look.
@Timeout(60)
class TaskChangesTest {
  private static final Duration NEVER = Duration.ofHours(1);

  private final FakeSource source = new FakeSource();
  private final FakeTask task = source.spawn(7);
  private final Aggregator aggregator = new Aggregator(source, NEVER, NEVER);
  private final Told told = new Told();

  private static final class Told implements Outlet<TasksUpdate> {
    private final BlockingQueue<TasksUpdate> updates = new LinkedBlockingQueue<>();

    /// The states in the next update that has any.
    List<TaskState> next() throws InterruptedException {
      while (true) {
        TasksUpdate update = nextUpdate();
        if (update.getRowsCount() > 0) {
          return update.getRowsList().stream().map(TaskRow::getState).toList();
        }
      }
    }

    TasksUpdate nextUpdate() throws InterruptedException {
      TasksUpdate update = updates.poll(30, TimeUnit.SECONDS);
      assertNotNull(update, "no update");
      return update;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(TasksUpdate message) {
      updates.add(message);
    }

    @Override
    public void complete() {}

    @Override
    public void fail(Status status) {}

    @Override
    public long connection() {
      return 0;
    }
  }

  private static final class Broken implements Outlet<TasksUpdate> {
    private final CountDownLatch failed = new CountDownLatch(1);
    private boolean begun;

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(TasksUpdate message) {
      if (begun) {
        throw new IllegalStateException("sent in vain");
      }
      begun = true;
    }

    @Override
    public void complete() {}

    @Override
    public void fail(Status status) {
      failed.countDown();
      throw new IllegalStateException("failed in vain");
    }

    @Override
    public long connection() {
      return 0;
    }
  }

  @AfterEach
  void close() {
    aggregator.close();
  }

  @Test
  void theEndOfAPollIsToldThoughTheTaskWasListedBefore() throws InterruptedException {
    task.state = State.RUNNING;
    var handle = aggregator.watchTaskChanges(told, null);
    assertEquals(List.of(TaskState.TASK_STATE_RUNNING), told.next());
    task.state = State.IDLE;
    handle.tell();
    assertEquals(List.of(TaskState.TASK_STATE_IDLE), told.next());

    task.state = State.RUNNING;
    source.touch(task);
    handle.tell();
    assertEquals(List.of(TaskState.TASK_STATE_RUNNING), told.next());
    task.state = State.FINISHED;
    handle.tell();
    assertEquals(List.of(TaskState.TASK_STATE_FINISHED), told.next());
  }

  @Test
  void aCallThatThrowsWhenItIsToldOfItsFailureEndsNoOther() throws InterruptedException {
    var broken = new Broken();
    try (var ticking = new Aggregator(source, Duration.ofMillis(10), NEVER)) {
      ticking.watchTaskChanges(broken, null);
      assertTrue(broken.failed.await(30, TimeUnit.SECONDS), "not told");
      ticking.watchTaskChanges(told, null);
      assertEquals(List.of(TaskState.TASK_STATE_IDLE), told.next());
    }
  }

  @Test
  void aPollThatLastsIsToldOnce() throws InterruptedException {
    task.state = State.RUNNING;
    var handle = aggregator.watchTaskChanges(told, null);
    assertEquals(List.of(TaskState.TASK_STATE_RUNNING), told.next());
    for (int i = 0; i < 3; i++) {
      handle.tell();
    }
    task.state = State.IDLE;
    handle.tell();
    assertEquals(List.of(TaskState.TASK_STATE_IDLE), told.next());
  }

  @Test
  void aLostWakerIsToldThoughNothingChanges() throws InterruptedException {
    task.isWakeable = false;
    var handle = aggregator.watchTaskChanges(told, null);
    assertEquals(List.of(), told.nextUpdate().getRows(0).getSignsList());
    TasksUpdate later = TasksUpdate.getDefaultInstance();
    while (later.getRowsCount() == 0) {
      handle.tell();
      later = told.nextUpdate();
    }
    assertEquals(List.of(Sign.SIGN_UNWAKEABLE), later.getRows(0).getSignsList());
    handle.tell();
    assertEquals(0, told.nextUpdate().getRowsCount());
  }
}
