package dev.vitrine;

import static dev.vitrine.Tasks.blockInPlace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.blocking.ScarceThreads;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.scheduler.CurrentThreadScheduler;
import dev.vitrine.internal.scheduler.Driver;
import dev.vitrine.internal.scheduler.MultiThreadScheduler;
import dev.vitrine.internal.scheduler.RuntimeSettings;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;
import dev.vitrine.park.Reactor;
import dev.vitrine.task.TaskFailedException;
import dev.vitrine.testing.Stress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A runtime whose system refuses new threads.
@Timeout(60)
class NoThreadsTest {
  private final ScarceThreads system = new ScarceThreads(0);
  private final Reactor reactor = new Reactor();
  private final AtomicInteger threads = new AtomicInteger();

  private MultiThreadScheduler scheduler(int workers) {
    return new MultiThreadScheduler(settings(workers), pool(), driver());
  }

  private BlockingPool pool() {
    return system.pool(
        new BlockingPool.Settings(
            2, Long.MAX_VALUE, "scarce", threads::incrementAndGet, threads::decrementAndGet));
  }

  private Driver driver() {
    return new Driver(reactor::park, reactor::park, reactor.unpark()::unpark, reactor::close);
  }

  private RuntimeSettings settings(int workers) {
    return new RuntimeSettings(
        "scarce",
        workers,
        61,
        0,
        0,
        true,
        256,
        "scarce",
        () -> {},
        () -> {},
        TaskHooks.NONE,
        UnjoinedFailures::log,
        new Drivers("scarce", reactor.handle().io(), null),
        Map.of());
  }

  private AsyncRuntime started(int workers) {
    system.allow(workers);
    MultiThreadScheduler scheduler = scheduler(workers);
    scheduler.start();
    return new AsyncRuntime(scheduler);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aRuntimeThatCanNotStartLeavesNothing(int given) {
    system.allow(given);
    MultiThreadScheduler scheduler = scheduler(4);
    var refused = assertThrows(IllegalStateException.class, scheduler::start);
    assertTrue(refused.toString().contains(given + " of 4"), refused.toString());
    assertInstanceOf(OutOfMemoryError.class, refused.getCause());
    assertEquals(0, threads.get());
    assertTrue(reactor.handle().io().isShutdown());
    assertFalse(Instruments.runtimes().contains(scheduler.view()));
  }

  @Test
  void aWorkerThatCanNotBeHandedOverStaysTheWorker() {
    try (AsyncRuntime runtime = started(1)) {
      Async<Integer> body =
          _ -> {
            var refused =
                assertThrows(RejectedExecutionException.class, () -> blockInPlace(() -> 1));
            assertTrue(refused.toString().contains("worker 0"));
            var child = Tasks.spawn(_ -> Poll.ready(2)); // on the worker that it still is
            assertFalse(child.isFinished());
            return Poll.ready(3);
          };
      assertEquals(3, runtime.blockOn(runtime.spawn(body)));
      Async<Integer> other = _ -> Poll.ready(4);
      assertEquals(4, runtime.blockOn(runtime.spawn(other)));
      assertEquals(0, runtime.view().blockingInPlace());
      system.allow(1);
      Async<Integer> again =
          _ -> {
            try {
              return Poll.ready(blockInPlace(() -> 5));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          };
      assertEquals(5, runtime.blockOn(runtime.spawn(again)));
      assertTrue(runtime.close(Duration.ofSeconds(30)));
    }
    assertEquals(0, threads.get());
  }

  @Test
  void aBlockingJobFailsWithTheReason() {
    try (AsyncRuntime runtime = started(1)) {
      var job = runtime.spawnBlocking(() -> 1);
      var failure = assertThrows(TaskFailedException.class, () -> runtime.blockOn(job));
      assertInstanceOf(RejectedExecutionException.class, failure.getCause());
      system.allow(1);
      assertEquals(2, runtime.blockOn(runtime.spawnBlocking(() -> 2)));
      assertTrue(runtime.close(Duration.ofSeconds(30)));
    }
  }

  /// Pending, as its cancellation is.
  private static final class Endless implements Async<Integer> {
    private final CountDownLatch cancelling = new CountDownLatch(1);
    private final AtomicReference<@Nullable Waker> waker = new AtomicReference<>();

    @Override
    public Poll<Integer> poll(Context cx) {
      waker.set(cx.waker());
      return cx.pending(this);
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
      waker.set(cx.waker());
      cancelling.countDown();
      return Poll.pending();
    }
  }

  @Test
  void aLateTaskThatGetsNoThreadEndsAllTheSame() throws Exception {
    AsyncRuntime runtime = started(1);
    var body = new Endless();
    var task = runtime.spawn("forgotten", body);
    Stress.await(() -> body.waker.get() != null, "it is polled");
    assertFalse(runtime.close(Duration.ofMillis(1)));
    body.cancelling.await();
    Stress.await(() -> threads.get() == 0, "the worker ends");
    Waker waker = body.waker.get();
    assertTrue(waker != null);
    waker.wake();
    assertTrue(task.isFinished(), "who joins it does not wait for ever");
  }

  /// Seen failing when it had cancelled nothing, threw the system's error, and did nothing when it
  /// was called again.
  @Test
  void aCloseThatGetsNoThreadDoesNothingAndMayBeRepeated() throws Exception {
    var scheduler = new CurrentThreadScheduler(settings(1), "current-thread", pool(), driver());
    scheduler.start();
    var runtime = new AsyncRuntime(scheduler);
    var body = new Endless();
    var pending = runtime.spawn(body);
    var refused = new AtomicReference<@Nullable Throwable>();
    Thread closes =
        Thread.ofVirtual()
            .uncaughtExceptionHandler((_, thrown) -> refused.set(thrown))
            .start(runtime::close);
    closes.join();
    assertInstanceOf(RejectedExecutionException.class, refused.get());
    assertTrue(String.valueOf(refused.get()).contains("close() of runtime scarce"));
    Async<Integer> after = _ -> Poll.ready(1);
    assertEquals(1, runtime.blockOn(runtime.spawn(after)));
    assertFalse(pending.isFinished());
    system.allow(1);
    var clean = new AtomicReference<@Nullable Boolean>();
    Thread.ofVirtual().start(() -> clean.set(runtime.close(Duration.ofMillis(1)))).join();
    assertEquals(false, clean.get(), "the task takes its time to be cancelled");
    assertEquals(0, body.cancelling.getCount());
    assertTrue(reactor.handle().io().isShutdown());
    assertTrue(runtime.close(Duration.ZERO), "another close has nothing to do");
  }
}
