package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeFailure;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.scheduler.Driver;
import dev.vitrine.internal.scheduler.MultiThreadScheduler;
import dev.vitrine.internal.scheduler.RuntimeSettings;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;
import dev.vitrine.park.CurrentThread;
import dev.vitrine.park.Enter;
import dev.vitrine.park.Park;
import dev.vitrine.park.ThreadPark;
import dev.vitrine.park.Unpark;
import dev.vitrine.sync.Notify;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.task.TaskFailedException;
import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.Stress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Failures that nothing catches, as those are told who listen.
@Timeout(60)
class FailuresTest {
  private final LinkedBlockingQueue<RuntimeFailure> told = new LinkedBlockingQueue<>();
  private final Consumer<RuntimeFailure> listener = told::add;

  @BeforeEach
  void listen() {
    Instruments.listenForFailures(listener);
  }

  @AfterEach
  void forget() {
    Instruments.forgetListener(listener);
  }

  private @Nullable RuntimeFailure next() throws InterruptedException {
    return told.poll(30, TimeUnit.SECONDS);
  }

  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("there is no message");
    }
  }

  private static void throwTooLate() {
    throw new IllegalStateException("too late");
  }

  /// Seen failing: nobody looked for failures once the runtime was closed.
  @ParameterizedTest
  @EnumSource
  void whatATaskThrowsAfterTheCloseIsTold(Flavour flavour) throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var runtime = flavour.build();
    var handle =
        runtime.spawn(
            () -> {
              try {
                begun.countDown();
                sleep(Duration.ofHours(1)).await();
              } finally {
                release.await();
                throwTooLate();
              }
            });
    Flavour.runUntil(runtime, begun);
    assertFalse(runtime.close(Duration.ofMillis(1)));
    assertNull(told.peek());
    release.countDown();
    RuntimeFailure failure = next();
    assertTrue(failure != null);
    assertEquals("too late", failure.cause().getMessage());
    Stress.await(handle::isFinished, "it ends");
  }

  @ParameterizedTest
  @EnumSource
  void anExceptionWhoseTextFailsEndsItsTaskAlone(Flavour flavour) {
    try (var runtime = flavour.build()) {
      JoinHandle<Object> handle =
          runtime.spawn(
              () -> {
                throw new Unspeakable();
              });
      var failure = assertThrows(TaskFailedException.class, () -> runtime.blockOn(handle));
      assertInstanceOf(Unspeakable.class, failure.getCause());
      assertTrue(String.valueOf(failure.getMessage()).endsWith(Unspeakable.class.getName()));
      assertEquals(7, runtime.blockOn(runtime.spawn(() -> 7)));
      assertTrue(runtime.close(Duration.ofSeconds(30)));
    }
  }

  /// Nobody has asked the one that waits to end.
  @ParameterizedTest
  @EnumSource
  void theCancellationOfAnotherTaskIsAFailure(Flavour flavour) {
    try (var runtime = flavour.build()) {
      JoinHandle<Object> child = runtime.spawn(cx -> Poll.pending());
      JoinHandle<Object> parent = runtime.spawn(() -> child.await());
      child.abort();
      var failure = assertThrows(TaskFailedException.class, () -> runtime.blockOn(parent));
      assertEquals(parent.id(), failure.taskId());
      var cause = assertInstanceOf(TaskCancelledException.class, failure.getCause());
      assertEquals(child.id(), cause.taskId());
    }
  }

  @Test
  void aTaskThatNobodyJoinsIsToldOnceAndSoIsTheHandler() throws InterruptedException {
    var thrown = new IllegalStateException("unseen");
    var handled = new LinkedBlockingQueue<TaskFailedException>();
    try (var runtime =
        AsyncRuntime.multiThread()
            .workers(1)
            .name("failing")
            .onUnjoinedFailure(handled::add)
            .build()) {
      runtime.blockOn(
          () -> {
            spawn(
                    "doomed",
                    () -> {
                      throw thrown;
                    })
                .detach();
          });
      RuntimeFailure failure = next();
      assertTrue(failure != null);
      assertEquals("failing", failure.runtime());
      assertTrue(failure.what().matches("task \\d+ \"doomed\""), failure.what());
      assertSame(thrown, failure.cause());
      assertTrue(handled.poll(30, TimeUnit.SECONDS) != null);
    }
    assertNull(told.poll());
  }

  @Test
  void oneThatIsJoinedIsNot() {
    try (var runtime = AsyncRuntime.multiThread().workers(1).build()) {
      runtime.blockOn(
          () -> {
            var task =
                spawn(
                    () -> {
                      throw new IllegalStateException("seen");
                    });
            assertThrows(TaskFailedException.class, task::await);
          });
    }
    assertNull(told.poll());
  }

  @Test
  void aListenerThatFailsHoldsUpNobody() throws InterruptedException {
    Consumer<RuntimeFailure> broken =
        _ -> {
          throw new AssertionError("thrown by the test");
        };
    Instruments.forgetListener(listener);
    Instruments.listenForFailures(broken);
    Instruments.listenForFailures(listener);
    try {
      Instruments.failed(new RuntimeFailure("any", "nothing", new Exception("thrown by the test")));
      assertTrue(next() != null);
    } finally {
      Instruments.forgetListener(broken);
    }
  }

  /// Can not wait.
  private static final class BrokenPark implements Park {
    private final Park below = new ThreadPark();

    @Override
    public void park() {
      throw new IllegalStateException("the park is broken");
    }

    @Override
    public void park(Duration timeout) {
      throw new IllegalStateException("the park is broken");
    }

    @Override
    public Unpark unpark() {
      return below.unpark();
    }

    @Override
    public void close() {
      below.close();
    }
  }

  @Test
  void aThreadThatDrivesARuntimeTellsWhatEndsIt() throws InterruptedException {
    try (var executor = CurrentThread.on("assembled", new BrokenPark());
        var enter = Enter.enter()) {
      var _ = executor.spawn(_ -> Poll.pending());
      var thrown = assertThrows(IllegalStateException.class, () -> executor.run(enter));
      RuntimeFailure failure = next();
      assertTrue(failure != null);
      assertEquals("assembled", failure.runtime());
      assertSame(thrown, failure.cause());
    }
  }

  /// Can not be closed, and while something is cancelled not be waited in.
  private static final class UnclosablePark implements Park {
    private final Park below = new ThreadPark();
    private final IllegalStateException ofPark = new IllegalStateException("the park is broken");
    private final IllegalStateException ofClose = new IllegalStateException("it can not close");

    @Override
    public void park() {
      below.park();
    }

    @Override
    public void park(Duration timeout) {
      if (timeout.isPositive()) {
        throw ofPark;
      }
    }

    @Override
    public Unpark unpark() {
      return below.unpark();
    }

    @Override
    public void close() {
      throw ofClose;
    }
  }

  private static boolean isListed(String runtime) {
    return Instruments.runtimes().stream().anyMatch(view -> view.name().equals(runtime));
  }

  /// Seen failing when the close ended where the park threw: the runtime was still listed.
  @Test
  void aParkThatCanNotBeClosedKeepsNothingElseOpen() throws InterruptedException {
    var park = new UnclosablePark();
    var executor = CurrentThread.on("unclosable", park);
    var waiting = executor.spawn(_ -> Poll.pending());
    var doomed =
        executor.spawn(
            () -> {
              throw new IllegalStateException("unseen");
            });
    try (var enter = Enter.enter()) {
      executor.blockOn(enter, () -> Tasks.yieldNow().await());
    }
    assertTrue(doomed.isFinished());
    assertTrue(isListed("unclosable"));
    assertSame(park.ofClose, assertThrows(IllegalStateException.class, executor::close));
    assertTrue(waiting.isFinished());
    assertFalse(isListed("unclosable"));
    RuntimeFailure failure = told.poll();
    assertTrue(failure != null);
    assertEquals("unseen", failure.cause().getMessage());
    executor.close();
  }

  /// Takes for ever to be given up.
  private static final class Clinging implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      return Poll.pending();
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
      return Poll.pending();
    }
  }

  /// Seen failing when the close ended where the park threw first.
  @Test
  void norDoesOneThatFailsWhileTasksAreCancelled() {
    var park = new UnclosablePark();
    var executor = CurrentThread.on("unclosable", park);
    var _ = executor.spawn(new Clinging());
    try (var enter = Enter.enter()) {
      executor.blockOn(enter, () -> Tasks.yieldNow().await());
    }
    var thrown = assertThrows(IllegalStateException.class, executor::close);
    assertSame(park.ofPark, thrown);
    assertEquals(List.of(park.ofClose), List.of(thrown.getSuppressed()));
    assertFalse(isListed("unclosable"));
  }

  @Test
  void soDoesAWorker() throws InterruptedException {
    var park = new ThreadPark();
    var settings =
        new RuntimeSettings(
            "dying",
            1,
            61,
            0,
            0,
            true,
            256,
            "dying",
            () -> {
              throw new IllegalStateException("no hook of a builder: those are guarded");
            },
            () -> {},
            TaskHooks.NONE,
            UnjoinedFailures::log,
            new Drivers("dying", null, null),
            Map.of());
    var pool =
        new BlockingPool(new BlockingPool.Settings(1, 1_000_000, "dying", () -> {}, () -> {}));
    var scheduler =
        new MultiThreadScheduler(
            settings, pool, new Driver(park::park, park::park, park.unpark()::unpark, park::close));
    scheduler.start();
    RuntimeFailure failure = next();
    assertTrue(failure != null);
    assertEquals("dying", failure.runtime());
    assertEquals("worker 0", failure.what());
    scheduler.close(Duration.ofMillis(10));
  }

  /// Long enough to poll two sleeps before they are over.
  private static final Duration UNTIL_POLLED = Duration.ofMillis(100);

  private static void failing() {
    throw new IllegalStateException("a waker of the test fails");
  }

  private void assertWakerTold() throws InterruptedException {
    RuntimeFailure failure = next();
    assertTrue(failure != null);
    assertTrue(failure.what().startsWith("waker "), failure.what());
    assertInstanceOf(IllegalStateException.class, failure.cause());
  }

  /// Seen hanging when it ended the worker that was on the driver, or the call of `blockOn`.
  @ParameterizedTest
  @EnumSource
  void aWakerThatThrowsEndsNoDriver(Flavour flavour) throws InterruptedException {
    try (var runtime = flavour.builder().name("woken").build()) {
      ManualTask<@Nullable Void> bad;
      ManualTask<@Nullable Void> good;
      try (var _ = runtime.enter()) {
        bad = ManualTask.of(sleep(UNTIL_POLLED)).withWaker(FailuresTest::failing);
        good = ManualTask.of(sleep(UNTIL_POLLED));
      }
      bad.assertPending();
      good.assertPending();
      runtime.blockOn(runtime.spawn(() -> sleep(UNTIL_POLLED).await()));
      good.awaitWake();
      assertWakerTold();
      assertEquals(7, runtime.blockOn(runtime.spawn(() -> 7)));
      assertTrue(runtime.close(Duration.ofSeconds(30)));
    }
  }

  /// Seen hanging when the task was never taken off the list of those that live.
  @ParameterizedTest
  @EnumSource
  void aWakerThatThrowsHoldsUpNoEndOfATask(Flavour flavour) throws InterruptedException {
    try (var runtime = flavour.build()) {
      var gate = new Notify();
      JoinHandle<Integer> handle =
          runtime.spawn(
              () -> {
                gate.notified().await();
                return 7;
              });
      ManualTask.of(handle).withWaker(FailuresTest::failing).assertPending();
      gate.notifyOne();
      runtime.blockOn(
          () -> {
            while (!handle.isFinished()) {
              Tasks.yieldNow().await();
            }
          });
      assertWakerTold();
      assertTrue(runtime.close(Duration.ofSeconds(30)));
    }
  }

  /// Seen failing when those behind it in the line were forgotten, and their notifier blamed.
  @Test
  void aWakerThatThrowsHoldsUpNoOther() throws InterruptedException {
    try (var _ = Flavour.CURRENT_THREAD.build()) { // with the first runtime come the listeners
      var notify = new Notify();
      var bad = ManualTask.of(notify.notified()).withWaker(FailuresTest::failing);
      var good = ManualTask.of(notify.notified());
      bad.assertPending();
      good.assertPending();
      notify.notifyWaiters();
      assertTrue(good.isWoken());
      assertWakerTold();
    }
  }
}
