package dev.vitrine;

import static dev.vitrine.Tasks.blockInPlace;
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
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.instrument.WatchedWorker;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What happens to a worker whose task blocks in place.
@Timeout(30)
class BlockInPlaceTest {

  /// Keeps its thread until `latch` is open. (Waiting for a latch would only suspend the block.)
  private static Object hold(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
    return latch;
  }

  @Test
  void theOtherTasksOfTheWorkerGoOn() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      var released = new CountDownLatch(1);
      runtime.blockOn(
          () -> {
            JoinHandle<Object> blocked = spawn(() -> blockInPlace(() -> hold(released)));
            JoinHandle<@Nullable Void> other =
                spawn(
                    () -> {
                      sleep(Duration.ofMillis(1)).await(); // the drivers have gone on as well
                      released.countDown();
                    });
            other.await();
            blocked.await();
          });
    }
  }

  @Test
  void aTaskThatWaitsInTheSlotOfTheWorkerIsHandedOver() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      runtime.blockOn(
          runtime.spawn(
              () -> {
                var released = new CountDownLatch(1);
                spawn(released::countDown);
                blockInPlace(() -> hold(released));
              }));
    }
  }

  @Test
  void aBodyThatIsPolledMayBlockInPlaceToo() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      var released = new CountDownLatch(1);
      Async<Integer> body =
          cx -> {
            spawn(released::countDown);
            try {
              blockInPlace(() -> hold(released));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return Poll.ready(1);
          };
      assertEquals(1, runtime.blockOn(runtime.spawn(body)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void itNestsAndPassesValueAndFailureOn(Flavour flavour) {
    try (var runtime = flavour.build()) {
      assertEquals(
          5, runtime.blockOn(runtime.spawn(() -> blockInPlace(() -> blockInPlace(() -> 5)))));
      JoinHandle<Object> failing =
          runtime.spawn(
              () ->
                  blockInPlace(
                      () -> {
                        throw new java.io.IOException("no");
                      }));
      assertThrows(TaskFailedException.class, () -> runtime.blockOn(failing));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void aBlockMaySuspendInside(Flavour flavour) {
    try (var runtime = flavour.build()) {
      int sum =
          runtime.blockOn(
              () -> {
                var handles = new ArrayList<JoinHandle<Integer>>();
                for (int i = 0; i < 50; i++) {
                  handles.add(
                      spawn(
                          () ->
                              blockInPlace(
                                  () -> {
                                    yieldNow().await();
                                    sleep(Duration.ofMillis(1)).await();
                                    return 1;
                                  })));
                }
                int total = 0;
                for (var handle : handles) {
                  total += handle.await();
                }
                return total;
              });
      assertEquals(50, sum);
    }
  }

  /// Seen failing when what the thread had put off was forgotten with its part as a worker.
  @Test
  void yieldingAfterwardsWorksThoughAnotherThreadIsTheWorker() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      var handle =
          runtime.spawn(
              () -> {
                var released = new CountDownLatch(1);
                spawn(released::countDown);
                blockInPlace(() -> hold(released)); // open only when somebody else is the worker
                yieldNow().await();
              });
      runtime.blockOn(handle);
    }
  }

  /// Seen failing when a task in its first poll was known to its worker alone, which had gone on.
  @Test
  void aTaskThatBlocksInItsFirstPollIsSeen() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      var released = new CountDownLatch(1);
      var entered = new CountDownLatch(1);
      var handle =
          runtime.spawn(
              "blocked",
              () ->
                  blockInPlace(
                      () -> {
                        entered.countDown();
                        return hold(released);
                      }));
      runtime.blockOn(
          () -> {
            while (entered.getCount() > 0) {
              yieldNow().await();
            }
          });
      var seen = new ArrayList<String>();
      runtime
          .view()
          .forEachLiveTask(
              task -> {
                if (task.kind() == TaskView.Kind.TASK) {
                  seen.add(task.name() + " " + task.state());
                }
              });
      released.countDown();
      runtime.blockOn(handle);
      assertEquals(List.of("blocked RUNNING"), seen);
    }
  }

  /// Waits for something that needs the workers, in whatever way it is called.
  private static int three(Handle handle) {
    return handle.blockOn(
        () -> {
          yieldNow().await();
          sleep(Duration.ofMillis(1)).await();
          return spawn(() -> 3).await();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void theJobOfABlockMayBlockOn(Flavour flavour) {
    try (var runtime = flavour.build();
        var other = Flavour.CURRENT_THREAD.build()) {
      int sum =
          runtime.blockOn(
              runtime.spawn(
                  () -> {
                    int own = blockInPlace(() -> three(Handle.current()));
                    int others = blockInPlace(() -> other.blockOn(() -> spawn(() -> 4).await()));
                    yieldNow().await();
                    return own + others;
                  }));
      assertEquals(7, sum);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void theJobOfABodyThatIsPolledMayBlockOn(Flavour flavour) {
    try (var runtime = flavour.build();
        var other = Flavour.CURRENT_THREAD.build()) {
      var later = sleepIn(runtime);
      Async<Integer> body =
          cx -> {
            try {
              long id = Tasks.taskId().orElseThrow();
              int own = blockInPlace(() -> blockInPlace(() -> three(Handle.current())));
              int others = blockInPlace(() -> other.blockOn(() -> spawn(() -> 4).await()));
              assertEquals(id, Tasks.taskId().orElseThrow(), "it is itself again");
              assertEquals(runtime.view().id(), Handle.current().id());
              return later.poll(cx).isPending() ? cx.pending(later) : Poll.ready(own + others);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          };
      assertEquals(7, runtime.blockOn(runtime.spawn(body)));
    }
  }

  /// A value that comes by and by.
  private static Async<Integer> sleepIn(AsyncRuntime runtime) {
    return runtime.spawn(
        () -> {
          sleep(Duration.ofMillis(5)).await();
          return 1;
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void theJobOfARootMayBlockOn(Flavour flavour) throws Exception {
    try (var runtime = flavour.build()) {
      int block = runtime.blockOn(() -> blockInPlace(() -> three(runtime.handle())));
      Async<Integer> body =
          _ -> {
            try {
              return Poll.ready(blockInPlace(() -> three(runtime.handle())));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          };
      assertEquals(6, block + runtime.blockOn(body));
    }
  }

  @Test
  void elsewhereInATaskBlockOnIsStillRefused() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      Async<Integer> body =
          _ -> {
            refused(runtime); // before
            try {
              blockInPlace(
                  () ->
                      Handle.current()
                          .blockOn(
                              _ -> {
                                refused(runtime); // in the task inside
                                return Poll.ready(1);
                              }));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            refused(runtime); // after, be this thread the worker again or not
            return Poll.ready(1);
          };
      assertEquals(1, runtime.blockOn(runtime.spawn(body)));
      runtime.blockOn(
          runtime.spawn(
              () -> {
                refused(runtime);
                blockInPlace(() -> three(runtime.handle()));
                refused(runtime);
                return 1;
              }));
    }
  }

  private static void refused(AsyncRuntime runtime) {
    var refused = assertThrows(IllegalStateException.class, () -> three(runtime.handle()));
    assertTrue(refused.toString().contains("blockInPlace()"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void theViewTellsHowManyBlockAndThatNoWorkerDoes(Flavour flavour) throws Exception {
    try (var runtime = flavour.build()) {
      var view = runtime.view();
      assertEquals(0, view.blockingInPlace());
      var entered = new CountDownLatch(2);
      var released = new CountDownLatch(1);
      var handles = new ArrayList<JoinHandle<Object>>();
      for (int i = 0; i < 2; i++) {
        handles.add(
            runtime.spawn(
                () ->
                    blockInPlace(
                        () ->
                            blockInPlace(
                                () -> {
                                  entered.countDown();
                                  return hold(released);
                                }))));
      }
      entered.await();
      assertEquals(2, view.blockingInPlace());
      runtime.blockOn(runtime.spawn(() -> sleep(Duration.ofMillis(1)).await())); // it goes on
      for (JoinHandle<Object> handle : handles) {
        TaskView task = view.task(handle.id()).orElseThrow();
        assertEquals(TaskView.State.RUNNING, task.state());
        assertTrue(task.worker().isEmpty());
        assertTrue(
            view.workers().stream()
                .flatMap(worker -> worker.currentTask().stream())
                .noneMatch(task::equals));
      }
      released.countDown();
      handles.forEach(runtime::blockOn);
      assertEquals(0, view.blockingInPlace());
    }
  }

  @Test
  void aCurrentThreadRuntimeRefuses() {
    try (var runtime = Flavour.CURRENT_THREAD.builder().name("alone").build()) {
      var refused =
          assertThrows(
              IllegalStateException.class, () -> runtime.blockOn(() -> blockInPlace(() -> 1)));
      assertTrue(refused.toString().contains("alone"));
      assertTrue(refused.toString().contains("spawnBlocking()"));
    }
  }

  @Test
  void outsideOfAnyRuntimeItJustRunsTheJob() throws Exception {
    assertEquals(3, blockInPlace(() -> 3));
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void closeWaitsForTheJobAndCancelsTheRest(Flavour flavour) throws Exception {
    var runtime = flavour.build();
    var entered = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    var cameBack = new AtomicBoolean();
    var wentOn = new AtomicBoolean();
    JoinHandle<@Nullable Void> handle =
        runtime.spawn(
            () -> {
              blockInPlace(
                  () -> {
                    entered.countDown();
                    return hold(released);
                  });
              cameBack.set(true);
              sleep(Duration.ofHours(1)).await();
              wentOn.set(true);
            });
    entered.await();
    var closed = new AtomicBoolean();
    Thread closer = new Thread(() -> closed.set(runtime.close(Duration.ofSeconds(20))));
    closer.start();
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    released.countDown();
    closer.join();
    assertTrue(closed.get());
    assertTrue(handle.isFinished());
    assertTrue(cameBack.get());
    assertFalse(wentOn.get());
  }

  /// Seen failing when the thread went on as a worker after it had handed its part over in the
  /// middle of cancelling.
  @Test
  void oneThreadAtATimeIsTheWorkerDuringClose() {
    var runtime = Flavour.ONE_WORKER.build();
    var worker = (WatchedWorker) runtime.view().workers().getFirst();
    var gaveUp = new AtomicReference<@Nullable Thread>();
    Set<Thread> afterwards = ConcurrentHashMap.newKeySet();
    var polled = new CountDownLatch(40);
    for (int i = 0; i < 40; i++) {
      runtime.spawn(
          new Async<@Nullable Void>() {
            @Override
            public Poll<@Nullable Void> poll(Context cx) {
              polled.countDown();
              return Poll.pending();
            }

            @Override
            public void cancel() {
              Thread here = Thread.currentThread();
              if (gaveUp.get() != null) {
                afterwards.add(here);
                return;
              }
              try {
                blockInPlace(
                    () -> {
                      while (worker.thread() == null || worker.thread() == here) {
                        Thread.onSpinWait();
                      }
                      gaveUp.set(here);
                      return 1;
                    });
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            }
          });
    }
    assertTrue(awaited(polled));
    assertTrue(runtime.close(Duration.ofSeconds(20)));
    assertFalse(afterwards.isEmpty());
    assertFalse(afterwards.contains(gaveUp.get()), "it polls and is no worker any more");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
