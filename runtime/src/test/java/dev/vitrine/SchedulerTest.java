package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.task.JoinHandle;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// In which order workers poll, and when they look at what.
@Timeout(30)
class SchedulerTest {

  /// A leaf that is always ready and takes a unit of the budget each time.
  private static Poll<Integer> ready(Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    cx.progressed();
    return Poll.ready(1);
  }

  /// Runs `main` as a task of a runtime with one worker, on that worker.
  private static void onOneWorker(UnaryOperator<RuntimeBuilder> how, Runnable main) {
    try (var runtime = how.apply(Flavour.ONE_WORKER.builder()).build()) {
      runtime.blockOn(
          runtime.spawn(
              () -> {
                main.run();
              }));
    }
  }

  private static void awaitAll(List<? extends JoinHandle<?>> handles) {
    for (JoinHandle<?> handle : handles) {
      handle.await();
    }
  }

  @Test
  void theTaskThatWasSpawnedLastRunsNext() {
    var order = new ArrayList<String>();
    onOneWorker(
        builder -> builder,
        () -> {
          var handles = new ArrayList<JoinHandle<@Nullable Void>>();
          for (String name : List.of("a", "b", "c")) {
            handles.add(
                spawn(
                    () -> {
                      order.add(name);
                    }));
          }
          awaitAll(handles);
        });
    assertEquals(List.of("c", "a", "b"), order, "the slot first, then the ring in order");
  }

  @Test
  void withoutTheSlotTasksRunInOrder() {
    var order = new ArrayList<String>();
    onOneWorker(
        builder -> builder.lifoSlot(false),
        () -> {
          var handles = new ArrayList<JoinHandle<@Nullable Void>>();
          for (String name : List.of("a", "b", "c")) {
            handles.add(
                spawn(
                    () -> {
                      order.add(name);
                    }));
          }
          awaitAll(handles);
        });
    assertEquals(List.of("a", "b", "c"), order);
  }

  /// Two tasks that wake each other for ever would live in the slot; a third one gets its turn
  /// after a few polls.
  @Test
  void pingPongDoesNotStarveOthers() {
    var polls = new AtomicInteger();
    var atItsTurn = new AtomicInteger(-1);
    var stop = new AtomicBoolean();
    onOneWorker(
        builder -> builder,
        () -> {
          var wakers = new Waker[2];
          var handles = new ArrayList<JoinHandle<Integer>>();
          for (int i = 0; i < 2; i++) {
            int me = i;
            handles.add(
                spawn(
                    cx -> {
                      wakers[me] = cx.waker();
                      polls.incrementAndGet();
                      Waker other = wakers[1 - me];
                      if (other != null) {
                        other.wake();
                      }
                      return stop.get() ? Poll.ready(1) : Poll.pending();
                    }));
          }
          yieldNow().await();
          int before = polls.get();
          JoinHandle<@Nullable Void> third =
              spawn(
                  () -> {
                    atItsTurn.set(polls.get() - before);
                    stop.set(true);
                  });
          third.await();
          awaitAll(handles);
        });
    assertTrue(atItsTurn.get() >= 0 && atItsTurn.get() <= 8, "after " + atItsTurn + " polls");
  }

  @Test
  void polledBodiesHaveABudgetOf128() {
    var inOnePoll = new AtomicInteger();
    try (var runtime = Flavour.ONE_WORKER.build()) {
      Async<Integer> greedy =
          cx -> {
            int count = 0;
            while (inOnePoll.get() == 0 && !ready(cx).isPending()) {
              count++;
            }
            if (inOnePoll.compareAndSet(0, count)) {
              ready(cx); // asks again: still one forced yield
              return Poll.pending();
            }
            return Poll.ready(count);
          };
      runtime.blockOn(runtime.spawn(greedy));
      assertEquals(128, inOnePoll.get());
      assertEquals(1, runtime.view().budgetForcedYields());
    }
  }

  @ParameterizedTest
  @EnumSource
  void asyncBlocksHaveABudgetToo(Flavour flavour) {
    try (var runtime = flavour.build()) {
      var handle =
          runtime.spawn(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  Async<Integer> leaf = SchedulerTest::ready;
                  leaf.await();
                }
              });
      runtime.blockOn(handle);
      // The first step of a block takes a unit as well: 127 operations a poll.
      assertEquals(1_000 / 127, runtime.view().budgetForcedYields());
    }
  }

  private static Async<Integer> progressing(int rounds) {
    var left = new AtomicInteger(rounds);
    return cx -> {
      while (left.get() > 0) {
        if (ready(cx).isPending()) {
          return Poll.pending();
        }
        left.decrementAndGet();
      }
      return Poll.ready(rounds);
    };
  }

  /// There is nothing for it to do. Seen: 4 wakes; some thousand when the worker searches first.
  @Test
  void aSpentBudgetWakesNoOtherWorker() {
    int yields = 20_000;
    var wakes = new AtomicInteger();
    try (var runtime =
        AsyncRuntime.multiThread()
            .workers(2)
            .enableAll()
            .onThreadUnpark(wakes::incrementAndGet)
            .build()) {
      runtime.blockOn(runtime.spawn(progressing(128 * yields)));
      assertEquals(yields - 1, runtime.view().budgetForcedYields());
    }
    assertTrue(wakes.get() < yields / 100, wakes + " wakes in " + yields + " polls");
  }

  /// Two that wake each other are never both ready, so another worker has nothing to do. Seen: 5
  /// wakes; some thousand when it is woken for each task that does not go to the slot.
  @Test
  void pingPongWakesNoOtherWorker() {
    int rounds = 20_000;
    var wakes = new AtomicInteger();
    try (var runtime =
        AsyncRuntime.multiThread()
            .workers(2)
            .enableAll()
            .onThreadUnpark(wakes::incrementAndGet)
            .build()) {
      var requests = Mpsc.<Integer>bounded(1);
      var answers = Mpsc.<Integer>bounded(1);
      var asked =
          runtime.spawn(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  requests.sender().send(i).await();
                  answers.receiver().receive().await();
                }
              });
      var answered =
          runtime.spawn(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  answers
                      .sender()
                      .send(requests.receiver().receive().await().orElseThrow())
                      .await();
                }
              });
      runtime.blockOn(asked);
      runtime.blockOn(answered);
    }
    assertTrue(wakes.get() < rounds / 100, wakes + " wakes in " + rounds + " rounds");
  }

  @ParameterizedTest
  @EnumSource
  void aSpentTaskComesBackAmongOthersThatAreAlwaysReady(Flavour flavour) {
    var done = new AtomicBoolean();
    try (var runtime = flavour.build()) {
      Async<Integer> restless =
          cx -> {
            if (done.get()) {
              return Poll.ready(1);
            }
            cx.waker().wake();
            return Poll.pending();
          };
      var others = new ArrayList<JoinHandle<Integer>>();
      for (int i = 0; i < 8; i++) {
        others.add(runtime.spawn(restless));
      }
      assertEquals(1_000, runtime.blockOn(runtime.spawn(progressing(1_000))));
      done.set(true);
      others.forEach(runtime::blockOn);
    }
  }

  @Test
  void yieldNowGoesBehindTheOthers() {
    var order = new ArrayList<String>();
    onOneWorker(
        builder -> builder.lifoSlot(false),
        () -> {
          var handles = new ArrayList<JoinHandle<@Nullable Void>>();
          for (String name : List.of("a", "b", "c")) {
            handles.add(
                spawn(
                    () -> {
                      order.add(name + 1);
                      yieldNow().await();
                      order.add(name + 2);
                    }));
          }
          awaitAll(handles);
        });
    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), order);
  }

  @Test
  void whatDoesNotFitIntoTheRingGoesToTheInjectQueueAndIsCounted() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      WorkerView worker = runtime.view().workers().getFirst();
      var ran = new AtomicInteger();
      runtime.blockOn(
          runtime.spawn(
              () -> {
                var handles = new ArrayList<JoinHandle<Integer>>();
                // One in the slot, 256 in the ring, one too many.
                for (int i = 0; i < 258; i++) {
                  handles.add(spawn(_ -> Poll.ready(ran.incrementAndGet())));
                }
                assertEquals(1, worker.overflows());
                assertEquals(129, runtime.view().injectDepth());
                assertEquals(128, worker.localDepth());
                assertTrue(worker.isLifoOccupied());
                awaitAll(handles);
              }));
      assertEquals(258, ran.get());
      assertEquals(0, runtime.view().injectDepth());
    }
  }

  /// A worker that always has something to do of its own still takes what comes from outside.
  @ParameterizedTest
  @EnumSource
  void aBusyWorkerLooksIntoTheInjectQueueAndAtTheDrivers(Flavour flavour) {
    try (var runtime = flavour.builder().build()) {
      var stop = new AtomicBoolean();
      var timer = new AtomicBoolean();
      for (int i = 0; i < 8; i++) {
        runtime
            .spawn(
                cx -> {
                  cx.waker().wake();
                  return stop.get() ? Poll.ready(1) : Poll.pending();
                })
            .detach();
      }
      runtime.blockOn(
          () -> {
            JoinHandle<@Nullable Void> sleeper =
                runtime.spawn(
                    () -> {
                      sleep(Duration.ofMillis(2)).await();
                      timer.set(true);
                    });
            sleeper.await();
            stop.set(true);
          });
      assertTrue(timer.get());
    }
  }

  @Test
  void tasksFromOutsideGetInByShares() throws InterruptedException {
    int interval = 31;
    int tasks = 200;
    var isOver = new AtomicBoolean();
    var turns = new AtomicInteger();
    var turnsAtTheLast = new AtomicInteger();
    var left = new CountDownLatch(tasks);
    try (var runtime = Flavour.ONE_WORKER.builder().globalQueueInterval(interval).build()) {
      Async<Integer> busy =
          cx -> {
            if (isOver.get()) {
              return Poll.ready(1);
            }
            turns.incrementAndGet();
            cx.waker().wake();
            return Poll.pending();
          };
      runtime.spawn(busy);
      runtime.spawn(busy);
      for (int i = 0; i < tasks; i++) {
        runtime.spawn(
            cx -> {
              turnsAtTheLast.set(turns.get());
              left.countDown();
              return Poll.ready(1);
            });
      }
      int sent = turns.get();
      left.await();
      isOver.set(true);
      int waited = turnsAtTheLast.get() - sent;
      assertTrue(waited < 20 * interval, () -> "the last one came " + waited + " turns later");
    }
  }

  @Test
  void stealsAreCountedByVictim() {
    try (var runtime = AsyncRuntime.multiThread().workers(2).enableAll().build()) {
      runtime.blockOn(
          runtime.spawn(
              () -> {
                var handles = new ArrayList<JoinHandle<Integer>>();
                var other = new CountDownLatch(1);
                Thread here = Thread.currentThread();
                for (int i = 0; i < 64; i++) {
                  handles.add(
                      spawn(
                          _ -> {
                            other.countDown();
                            return Poll.ready(1);
                          }));
                }
                // This worker does not come to its queue before the other one has.
                while (other.getCount() > 0 && !here.isInterrupted()) {
                  Thread.onSpinWait();
                }
                awaitAll(handles);
              }));
      List<WorkerView> workers = runtime.view().workers();
      long stolen = workers.get(0).stolenFrom(1) + workers.get(1).stolenFrom(0);
      long batches = workers.get(0).stealBatches() + workers.get(1).stealBatches();
      assertTrue(batches >= 1);
      assertTrue(stolen >= batches);
      assertEquals(0, workers.get(0).stolenFrom(0) + workers.get(1).stolenFrom(1));
    }
  }

  /// Tokio's issue 4730: the driver must not stay with a worker that does not come back.
  @Test
  void aWorkerThatIsStuckInAPollDoesNotStopTheTimers() {
    try (var runtime = AsyncRuntime.multiThread().workers(2).enableAll().build()) {
      for (int round = 0; round < 20; round++) {
        var fired = new AtomicBoolean();
        runtime.blockOn(
            () -> {
              JoinHandle<@Nullable Void> sleeper =
                  spawn(
                      () -> {
                        sleep(Duration.ofMillis(5)).await();
                        fired.set(true);
                      });
              JoinHandle<Integer> stuck =
                  spawn(
                      _ -> {
                        while (!fired.get()) {
                          Thread.onSpinWait();
                        }
                        return Poll.ready(1);
                      });
              sleeper.await();
              stuck.await();
            });
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void hooksOfThreadsComeInPairs(Flavour flavour) {
    var calls = new ConcurrentLinkedQueue<String>();
    try (var runtime =
        flavour
            .builder()
            .onThreadStart(() -> calls.add("start"))
            .onThreadStop(() -> calls.add("stop"))
            .onThreadPark(() -> calls.add("park"))
            .onThreadUnpark(() -> calls.add("unpark"))
            .build()) {
      runtime.blockOn(() -> sleep(Duration.ofMillis(100)).await());
      runtime.blockOn(runtime.spawnBlocking(() -> 1));
    }
    assertEquals(count(calls, "start"), count(calls, "stop"));
    int workers = flavour == Flavour.CURRENT_THREAD ? 0 : flavour == Flavour.ONE_WORKER ? 1 : 4;
    assertEquals(workers + 1, count(calls, "start"));
    assertTrue(count(calls, "park") > 0);
    assertEquals(count(calls, "park"), count(calls, "unpark"));
  }

  private static long count(Iterable<String> calls, String wanted) {
    long found = 0;
    for (String call : calls) {
      found += call.equals(wanted) ? 1 : 0;
    }
    return found;
  }

  /// Seen failing when such a hook ended the worker, which close then waited for in vain.
  @ParameterizedTest
  @EnumSource
  void aHookThatFailsStopsNothing(Flavour flavour) {
    Runnable failing =
        () -> {
          throw new IllegalStateException("a hook of the test fails");
        };
    var runtime =
        flavour
            .builder()
            .onThreadStart(failing)
            .onThreadStop(failing)
            .onThreadPark(failing)
            .onThreadUnpark(failing)
            .build();
    assertEquals(1, runtime.blockOn(runtime.spawn(() -> 1)));
    assertTrue(runtime.close(ChronoUnit.FOREVER.getDuration()));
  }
}
