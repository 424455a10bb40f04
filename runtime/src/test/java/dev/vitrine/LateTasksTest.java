package dev.vitrine;

import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.sync.Notify;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.testing.Stress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tasks that were left behind when their runtime was closed, and become ready afterwards: they are
/// polled to their end all the same.
@Timeout(20)
class LateTasksTest {
  /// Seen failing when a task that no queue took any more was ended by whoever woke it, and its
  /// block never went on.
  @ParameterizedTest
  @EnumSource
  void closeNowRunsEveryFinallyBlock(Flavour flavour) throws Exception {
    for (int round = 0; round < 100; round++) {
      var begun = new CountDownLatch(10);
      var ended = new CountDownLatch(10);
      var runtime = flavour.build();
      for (int i = 0; i < 10; i++) {
        runtime
            .spawn(
                () -> {
                  try {
                    begun.countDown();
                    sleep(Duration.ofHours(1)).await();
                  } finally {
                    ended.countDown();
                  }
                })
            .detach();
      }
      Flavour.runUntil(runtime, begun);
      runtime.closeNow();
      assertTrue(ended.await(10, TimeUnit.SECONDS), "round " + round + ": left " + ended);
    }
  }

  /// The end of the drivers wakes the sleeper, while the one worker sees to nobody.
  @Test
  void aStuckWorkerKeepsNoOtherTaskFromItsFinallyBlock() throws Exception {
    var runtime = Flavour.ONE_WORKER.build();
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    JoinHandle<@Nullable Void> sleeper =
        runtime.spawn(
            () -> {
              try {
                begun.countDown();
                sleep(Duration.ofHours(1)).await();
              } finally {
                ended.countDown();
              }
            });
    begun.await();
    Stuck stuck = Stuck.in(runtime, () -> {});
    runtime.closeNow();
    ended.await();
    Stress.await(sleeper::isFinished, "the sleeper is cancelled");
    stuck.endsWhenReleased();
  }

  /// Keeps its worker until the test lets it go.
  private static final class Stuck implements Async<@Nullable Void> {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicBoolean released = new AtomicBoolean();
    private final Runnable before;

    private @Nullable JoinHandle<@Nullable Void> task;

    private Stuck(Runnable before) {
      this.before = before;
    }

    /// Comes back when the worker is kept.
    ///
    /// @param before what it does in its poll before that
    static Stuck in(AsyncRuntime runtime, Runnable before) throws InterruptedException {
      var stuck = new Stuck(before);
      stuck.task = runtime.spawn(stuck);
      stuck.begun.await();
      return stuck;
    }

    void endsWhenReleased() {
      JoinHandle<@Nullable Void> mine = task;
      assertTrue(mine != null && !mine.isFinished(), "it is kept still");
      released.set(true);
      Stress.await(mine::isFinished, "the stuck one is cancelled");
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      before.run();
      begun.countDown();
      while (!released.get()) {
        Thread.onSpinWait();
      }
      return Poll.pending();
    }
  }

  private static JoinHandle<Integer> waitingFor(
      Notify gate, CountDownLatch begun, CountDownLatch ended) {
    return Tasks.spawn(
        () -> {
          try {
            begun.countDown();
            gate.notified().await();
            return 1;
          } finally {
            ended.countDown();
          }
        });
  }

  /// The same, when it has begun.
  private static JoinHandle<Integer> waitingIn(
      AsyncRuntime runtime, Notify gate, CountDownLatch ended) throws InterruptedException {
    var begun = new CountDownLatch(1);
    try (var _ = runtime.enter()) {
      JoinHandle<Integer> waiting = waitingFor(gate, begun, ended);
      begun.await();
      return waiting;
    }
  }

  /// Seen hanging when only what something wakes was cancelled.
  @Test
  void aTaskThatNothingWakesIsCancelledBehindAStuckWorker() throws Exception {
    var runtime = Flavour.ONE_WORKER.build();
    var ended = new CountDownLatch(1);
    var gate = new Notify();
    JoinHandle<Integer> waiting = waitingIn(runtime, gate, ended);
    Stuck stuck = Stuck.in(runtime, () -> {});
    runtime.closeNow();
    ended.await();
    try (var other = Flavour.CURRENT_THREAD.build()) {
      assertThrows(TaskCancelledException.class, () -> other.blockOn(waiting));
    }
    stuck.endsWhenReleased();
  }

  /// One of them has begun, the other has not. Seen hanging when nobody took them out of the ring.
  @Test
  void tasksInTheRingOfAStuckWorkerEnd() throws Exception {
    var runtime = AsyncRuntime.multiThread().workers(1).lifoSlot(false).build();
    var ended = new CountDownLatch(1);
    var gate = new Notify();
    JoinHandle<Integer> waiting = waitingIn(runtime, gate, ended);
    var unpolled = new AtomicReference<@Nullable JoinHandle<Integer>>();
    Stuck stuck =
        Stuck.in(
            runtime,
            () -> {
              gate.notifyOne();
              unpolled.set(Tasks.spawn(_ -> Poll.ready(1)));
            });
    JoinHandle<Integer> child = unpolled.get();
    assertTrue(child != null);
    runtime.closeNow();
    ended.await();
    Stress.await(waiting::isFinished, "the one that had begun is cancelled");
    try (var other = Flavour.CURRENT_THREAD.build()) {
      assertThrows(TaskCancelledException.class, () -> other.blockOn(child));
    }
    stuck.endsWhenReleased();
  }

  /// Workers that are well cancel what they find, while whoever closes takes it away from them.
  @ParameterizedTest
  @EnumSource
  void closeNowEndsWhatNothingWakesAndWhatYields(Flavour flavour) throws Exception {
    for (int round = 0; round < 100; round++) {
      var begun = new CountDownLatch(20);
      var ended = new CountDownLatch(20);
      var gate = new Notify();
      var handles = new ArrayList<JoinHandle<Integer>>();
      var runtime = flavour.build();
      try (var _ = runtime.enter()) {
        for (int i = 0; i < 10; i++) {
          handles.add(waitingFor(gate, begun, ended));
          handles.add(yieldingForEver(begun, ended));
        }
      }
      Flavour.runUntil(runtime, begun);
      runtime.closeNow();
      assertTrue(ended.await(10, TimeUnit.SECONDS), "round " + round + ": left " + ended);
      for (JoinHandle<Integer> handle : handles) {
        Stress.await(handle::isFinished, "round " + round + ": a task ends");
      }
    }
  }

  private static JoinHandle<Integer> yieldingForEver(CountDownLatch begun, CountDownLatch ended) {
    return Tasks.spawn(
        () -> {
          try {
            begun.countDown();
            while (true) {
              Tasks.yieldNow().await();
            }
          } finally {
            ended.countDown();
          }
        });
  }

  /// Its `finally` block waits in the JDK's code until all threads of the runtime have ended.
  @ParameterizedTest
  @EnumSource
  void aBlockThatWakesUpLateGoesOn(Flavour flavour) throws Exception {
    var threads = new AtomicInteger();
    var runtime =
        flavour
            .builder()
            .onThreadStart(threads::incrementAndGet)
            .onThreadStop(threads::decrementAndGet)
            .build();
    var begun = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    JoinHandle<@Nullable Void> task =
        runtime.spawn(
            () -> {
              try {
                begun.countDown();
                sleep(Duration.ofHours(1)).await();
              } finally {
                cancelled.countDown();
                release.await();
                ended.countDown();
              }
            });
    Flavour.runUntil(runtime, begun);
    assertFalse(runtime.close(Duration.ofMillis(1)));
    cancelled.await();
    Stress.await(() -> threads.get() == 0, "the threads of the runtime end");
    assertFalse(task.isFinished());
    release.countDown();
    ended.await();
    Stress.await(task::isFinished, "it is cancelled");
    Stress.await(() -> threads.get() == 0, "the late thread ends");
  }

  /// Pending for ever, and so is its cancellation until the test allows it.
  private static final class SlowToCancel implements Async<@Nullable Void> {
    private final AtomicReference<@Nullable Waker> waker = new AtomicReference<>();
    private final CountDownLatch polled = new CountDownLatch(1);
    private final CountDownLatch cancelling = new CountDownLatch(1);
    private final AtomicBoolean allowed = new AtomicBoolean();
    private final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      waker.set(cx.waker());
      polled.countDown();
      return cx.pending(this);
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
      if (!allowed.get()) {
        waker.set(cx.waker());
        cancelling.countDown();
        return Poll.pending();
      }
      cancelled.incrementAndGet();
      return Poll.done();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPolledBodyThatWakesUpLateIsCancelled(Flavour flavour) throws Exception {
    var runtime = flavour.build();
    var body = new SlowToCancel();
    JoinHandle<@Nullable Void> task = runtime.spawn(body);
    Flavour.runUntil(runtime, body.polled);
    assertFalse(runtime.close(Duration.ofMillis(1)));
    body.cancelling.await();
    body.allowed.set(true);
    Waker waker = body.waker.get();
    assertTrue(waker != null);
    waker.wake();
    Stress.await(task::isFinished, "it is cancelled");
    assertEquals(1, body.cancelled.get());
  }
}
