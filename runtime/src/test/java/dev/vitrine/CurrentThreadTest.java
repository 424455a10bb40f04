package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.testing.Stress;
import dev.vitrine.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is special about a runtime whose tasks progress on the threads that call `blockOn`, and
/// about those threads.
@Timeout(60)
class CurrentThreadTest {

  /// Pending until it is opened, by any thread.
  private static final class Gate implements Async<@Nullable Void> {
    private final AtomicReference<@Nullable Waker> waiting = new AtomicReference<>();
    private final CountDownLatch polled;
    private volatile boolean open;

    Gate() {
      this(new CountDownLatch(1));
    }

    /// @param polled counted down at the first poll
    Gate(CountDownLatch polled) {
      this.polled = polled;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      waiting.set(cx.waker());
      polled.countDown();
      return open ? Poll.done() : cx.pending(this);
    }

    void open() {
      open = true;
      Waker waker = waiting.get();
      if (waker != null) {
        waker.wake();
      }
    }
  }

  @Test
  void theSecondThreadInheritsTheSeat() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      var first = new Gate();
      var secondIsIn = new CountDownLatch(1);
      Stress.together(
          () -> runtime.blockOn(first),
          () ->
              runtime.blockOn(
                  () -> {
                    secondIsIn.countDown();
                    // Needs a driver, which is with the first thread at the beginning.
                    sleep(Duration.ofMillis(20)).await();
                    sleep(Duration.ofMillis(20)).await();
                  }),
          () -> {
            secondIsIn.await();
            first.open();
          });
    }
  }

  /// Seen failing when an heir whose own root was done kept the news to itself.
  @Test
  void anHeirThatHasNoUseForTheSeatPassesItOn() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      for (int round = 0; round < 300; round++) {
        var ready = new CountDownLatch(2);
        var seated = new CountDownLatch(1);
        var holder = new Gate(seated);
        var heir = new Gate(ready);
        Stress.together(
            () -> {
              runtime.blockOn(holder);
              heir.open();
            },
            () -> {
              seated.await();
              runtime.blockOn(heir);
            },
            () -> {
              seated.await();
              runtime.blockOn(
                  () -> {
                    ready.countDown();
                    sleep(Duration.ofMillis(1)).await();
                    sleep(Duration.ofMillis(1)).await();
                  });
            },
            () -> {
              ready.await();
              holder.open();
            });
      }
    }
  }

  @Test
  void aSpawnFromAnotherThreadWakesIt() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      var polled = new CountDownLatch(1);
      var gate = new Gate(polled);
      Stress.together(
          () -> runtime.blockOn(gate),
          () -> {
            polled.await();
            runtime.spawn(gate::open).detach();
          });
    }
  }

  @Test
  void tasksStayForTheNextRunAndNoneRunsBetween() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      var steps = new AtomicInteger();
      var handle =
          runtime.spawn(
              () -> {
                while (true) {
                  steps.incrementAndGet();
                  yieldNow().await();
                }
              });
      assertEquals(0, steps.get());
      runtime.blockOn(() -> yieldNow().await());
      int after = steps.get();
      assertTrue(after > 0);
      runtime.blockOn(() -> yieldNow().await());
      assertTrue(steps.get() > after);
      handle.abort();
    }
  }

  /// Seen failing when the closing thread carried the blocks itself, whatever thread it was.
  @ParameterizedTest
  @EnumSource
  void aVirtualThreadMayClose(Flavour flavour) throws Exception {
    var runtime = flavour.build();
    var started = new AtomicBoolean();
    var ended = new AtomicBoolean();
    runtime.spawn(
        () -> {
          started.set(true);
          try {
            sleep(Duration.ofHours(1)).await();
          } finally {
            ended.set(true);
          }
        });
    runtime.blockOn(
        () -> {
          while (!started.get()) {
            yieldNow().await();
          }
        });
    var clean = new AtomicBoolean();
    Thread.ofVirtual().start(() -> clean.set(runtime.close(Duration.ofSeconds(10)))).join();
    assertTrue(clean.get());
    assertTrue(ended.get());
  }

  /// Seen failing when the root was polled and the worker shown between polls meanwhile.
  @Test
  void theRootIsWhatTheWorkerPolls() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      List<TaskView> seen = new ArrayList<>();
      runtime.blockOn(
          () -> {
            runtime.view().workers().getFirst().currentTask().ifPresent(seen::add);
          });
      assertEquals(1, seen.size());
      assertEquals(TaskView.Kind.BLOCK_ON, seen.getFirst().kind());
      assertTrue(runtime.view().workers().getFirst().currentTask().isEmpty());
    }
  }

  /// Seen failing when the poll that followed cleared the flag as if the task had set it.
  @ParameterizedTest
  @EnumSource
  void anInterruptOfTheCallerIsKept(Flavour flavour) throws Exception {
    try (var runtime = flavour.build()) {
      var polled = new CountDownLatch(1);
      var gate = new Gate(polled);
      var kept = new AtomicBoolean();
      Thread caller =
          new Thread(
              () -> {
                runtime.blockOn(gate);
                kept.set(Thread.interrupted());
              });
      caller.start();
      polled.await();
      caller.interrupt();
      gate.open();
      caller.join();
      assertTrue(kept.get());
    }
  }

  /// Sleeps for long, and says when it has begun and when its `finally` has run.
  private static final class Sleeper {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    JoinHandle<@Nullable Void> spawnOn(AsyncRuntime runtime) {
      return runtime.spawn(
          () -> {
            begun.countDown();
            try {
              sleep(Duration.ofHours(1)).await();
            } finally {
              ended.countDown();
            }
          });
    }
  }

  /// Seen failing when close waited for the seat until its limit, and left the thread that had it
  /// turning without end.
  @Test
  void closeTakesTheSeatOfAThreadThatWaitsInIt() throws Exception {
    var runtime = Flavour.CURRENT_THREAD.build();
    var sleeper = new Sleeper();
    var handle = sleeper.spawnOn(runtime);
    var gate = new Gate();
    var seated = new Thread(() -> runtime.blockOn(gate));
    seated.start();
    sleeper.begun.await();
    assertTrue(runtime.close(Duration.ofSeconds(30)));
    assertEquals(0, sleeper.ended.getCount());
    assertTrue(handle.isFinished());
    Stress.await(() -> seated.getState() == Thread.State.WAITING, "its root is waited for");
    gate.open();
    seated.join();
  }

  /// What a root that a closed runtime leaves alone fails with.
  @ParameterizedTest
  @EnumSource
  void aRootThatNeedsTheRuntimeEndsWhenItIsClosed(Flavour flavour) throws Exception {
    var runtime = flavour.build();
    var sleeper = new Sleeper();
    var handle = sleeper.spawnOn(runtime);
    var polled = new CountDownLatch(2);
    Stress.together(
        () ->
            assertThrows(
                RuntimeShutdownException.class,
                () ->
                    runtime.blockOn(
                        () -> {
                          polled.countDown();
                          sleep(Duration.ofHours(1)).await();
                        })),
        () ->
            assertThrows(
                TaskCancelledException.class,
                () ->
                    runtime.blockOn(
                        () -> {
                          polled.countDown();
                          handle.await();
                        })),
        () -> {
          polled.await();
          sleeper.begun.await();
          assertTrue(runtime.close(Duration.ofSeconds(30)));
        });
    assertThrows(
        RuntimeShutdownException.class,
        () ->
            runtime.blockOn(
                () -> {
                  sleep(Duration.ofHours(1)).await();
                }));
  }

  /// The closer is gone by then: the thread in the seat does it.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheCloserHadToLeaveTheSeatedThreadCancels(boolean virtual) throws Exception {
    var runtime = Flavour.CURRENT_THREAD.build();
    var sleeper = new Sleeper();
    var handle = sleeper.spawnOn(runtime);
    var stuck = new CountDownLatch(1);
    var release = new AtomicBoolean();
    var unpolled = new AtomicReference<@Nullable JoinHandle<Integer>>();
    var gate = new Gate();
    var seated = new Thread(() -> runtime.blockOn(gate));
    seated.start();
    sleeper.begun.await();
    var stuckTask =
        runtime.spawn(
            _ -> {
              unpolled.set(spawn(_ -> Poll.ready(1)));
              stuck.countDown();
              while (!release.get()) {
                Thread.onSpinWait();
              }
              return Poll.pending();
            });
    stuck.await();
    var clean = new AtomicBoolean(true);
    Runnable close = () -> clean.set(runtime.close(Duration.ofMillis(1)));
    (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(close).join();
    assertFalse(clean.get());
    assertFalse(handle.isFinished());
    release.set(true);
    sleeper.ended.await();
    Stress.await(handle::isFinished, "the sleeper is cancelled");
    Stress.await(stuckTask::isFinished, "the stuck one is cancelled");
    JoinHandle<Integer> left = unpolled.get();
    assertTrue(left != null);
    Stress.await(left::isFinished, "one that was only queued is cancelled");
    Stress.await(() -> seated.getState() == Thread.State.WAITING, "its root is waited for");
    gate.open();
    seated.join();
  }

  @Test
  void closeNowCancelsThoughAThreadSitsThere() throws Exception {
    var runtime = Flavour.CURRENT_THREAD.build();
    var sleeper = new Sleeper();
    sleeper.spawnOn(runtime).detach();
    var gate = new Gate();
    var seated = new Thread(() -> runtime.blockOn(gate));
    seated.start();
    sleeper.begun.await();
    runtime.closeNow();
    sleeper.ended.await();
    gate.open();
    seated.join();
  }

  /// Seen failing when the clock jumped to the far deadline while this thread's root was ready, or
  /// between its timers.
  @Test
  void aPausedClockWaitsForTheRootOfAnotherThread() throws Exception {
    try (var runtime = Flavour.CURRENT_THREAD.builder().startPaused(true).build()) {
      var gate = new Gate();
      var seat = new CountDownLatch(1);
      runtime
          .spawn(
              () -> {
                seat.countDown();
              })
          .detach();
      var seated = new Thread(() -> runtime.blockOn(gate));
      seated.start();
      seat.await();
      runtime.blockOn(
          () -> {
            Deadline start = Deadline.now();
            spawn(() -> sleep(Duration.ofHours(1)).await()).detach();
            for (int i = 1; i <= 10_000; i++) {
              sleep(Duration.ofMillis(10)).await();
              assertEquals(Duration.ofMillis(10L * i), Deadline.now().since(start));
            }
          });
      gate.open();
      seated.join();
    }
  }
}
