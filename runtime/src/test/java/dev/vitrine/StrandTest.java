package dev.vitrine;

import static dev.vitrine.Tasks.async;
import static dev.vitrine.Tasks.join;
import static dev.vitrine.Tasks.tryJoin;
import static dev.vitrine.Tasks.yieldNow;
import static dev.vitrine.time.Time.sleep;
import static dev.vitrine.time.Time.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Select;
import dev.vitrine.sync.Mutex;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.time.ElapsedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds for the async blocks inside one task, on every flavour.
@Timeout(60)
class StrandTest {
  private static final Duration LONG = Duration.ofHours(1);

  /// Branches are woken from threads that know nothing of the task, in the JDK's own code, so
  /// nothing but the task itself keeps them apart. On a copy that took the steps of all strands but
  /// the first on threads of their own, the test did not come to its end.
  @ParameterizedTest
  @EnumSource
  void branchesOfOneTaskNeverRunInParallel(Flavour flavour) {
    var collisions = new AtomicInteger();
    var steps = new AtomicInteger();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            var tasks = new ArrayList<Async<?>>();
            for (int task = 0; task < 4; task++) {
              var mine = new AtomicBoolean();
              tasks.add(
                  Tasks.spawn(
                      () -> {
                        var branches = new ArrayList<Async<@Nullable Void>>();
                        for (int branch = 0; branch < 8; branch++) {
                          branches.add(async(() -> wander(mine, collisions, steps)));
                        }
                        dev.vitrine.future.Join.all(branches).await();
                      }));
            }
            for (Async<?> task : tasks) {
              task.await();
            }
          });
    }
    assertEquals(0, collisions.get());
    assertEquals(4 * 8 * 100, steps.get());
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield of a block is what is tested
  private static void wander(AtomicBoolean inside, AtomicInteger collisions, AtomicInteger steps) {
    for (int i = 0; i < 100; i++) {
      if (!inside.compareAndSet(false, true)) {
        collisions.incrementAndGet();
      }
      for (int spin = ThreadLocalRandom.current().nextInt(200); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      inside.set(false);
      steps.incrementAndGet();
      switch (i % 3) {
        case 0 -> LockSupport.parkNanos(1_000);
        case 1 -> yieldNow().await();
        default -> Thread.yield();
      }
    }
  }

  /// The body of a task and a block that it has started and does not await yet go on by yields of
  /// the JDK, after which each is ready again at once. On copies in which the body always came
  /// first, and in which the other did, the test did not come to its end.
  @ParameterizedTest
  @EnumSource
  void theBodyAndItsSiblingsTakeTurns(Flavour flavour) {
    var turn = new AtomicInteger();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            Async<@Nullable Void> sibling = async(() -> takeTurns(turn, 1));
            Async<Boolean> started = cx -> Poll.ready(sibling.poll(cx).isPending());
            assertTrue(started.await());
            takeTurns(turn, 0);
            sibling.await();
          });
    }
    assertEquals(100, turn.get());
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield of a block is what is tested
  private static void takeTurns(AtomicInteger turn, int mine) {
    for (int now = turn.get(); now < 100; now = turn.get()) {
      if (now % 2 == mine) {
        turn.incrementAndGet();
      } else {
        Thread.yield();
      }
    }
  }

  /// A task may end with its own block as the value.
  @ParameterizedTest
  @EnumSource
  void aBodyThatReturnsItselfEnds(Flavour flavour) {
    var itself = new AtomicReference<@Nullable Async<?>>();
    try (var runtime = flavour.build()) {
      Async<Async<?>> body = async(() -> Objects.requireNonNull(itself.get()));
      itself.set(body);
      assertSame(body, runtime.blockOn(runtime.spawn(body)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void joinGivesAllValuesInOrder(Flavour flavour) {
    try (var runtime = flavour.build()) {
      List<String> values =
          runtime.blockOn(
              () ->
                  join(
                          async(
                              () -> {
                                sleep(Duration.ofMillis(2)).await();
                                return "slow";
                              }),
                          async(() -> "quick"))
                      .await());
      assertEquals(List.of("slow", "quick"), values);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tryJoinCancelsTheOthersLastFirst(Flavour flavour) {
    var ended = new CopyOnWriteArrayList<String>();
    try (var runtime = flavour.build()) {
      assertThrows(
          ArithmeticException.class,
          () ->
              runtime.blockOn(
                  () ->
                      tryJoin(
                              sleeping("first", ended),
                              sleeping("second", ended),
                              async(
                                  () -> {
                                    yieldNow().await();
                                    throw new ArithmeticException();
                                  }))
                          .await()));
    }
    assertEquals(List.of("second", "first"), ended);
  }

  private static Async<@Nullable Object> sleeping(String name, List<String> ended) {
    return async(
        () -> {
          try {
            sleep(LONG).await();
            return null;
          } finally {
            ended.add(name);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aLosersFinallyBlockRunsBeforeTheHandler(Flavour flavour) {
    var ended = new CopyOnWriteArrayList<String>();
    try (var runtime = flavour.build()) {
      String result =
          runtime.blockOn(
              () ->
                  Select.<String>biased()
                      .on(sleeping("loser", ended), never -> "lost")
                      .on(yieldNow(), done -> String.join(",", ended))
                      .await());
      assertEquals("loser", result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void timeoutCancelsABlockThatWaitsInTheJdk(Flavour flavour) {
    var interrupted = new AtomicBoolean();
    try (var runtime = flavour.build()) {
      assertThrows(
          ElapsedException.class,
          () ->
              runtime.blockOn(
                  () ->
                      timeout(
                              Duration.ofMillis(5),
                              async(
                                  () -> {
                                    try {
                                      Thread.sleep(LONG);
                                    } catch (InterruptedException e) {
                                      interrupted.set(true);
                                    }
                                    return 1;
                                  }))
                          .await()));
      assertTrue(interrupted.get());
      assertFalse(Thread.interrupted(), "the flag was the block's");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingCanBeAwaitedAfterCancellation(Flavour flavour) {
    var refused = new AtomicInteger();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () ->
              Select.<Object>biased()
                  .on(
                      async(
                          () -> {
                            try {
                              sleep(LONG).await();
                              return 0;
                            } finally {
                              try {
                                yieldNow().await();
                              } catch (TaskCancelledException e) {
                                refused.incrementAndGet();
                              }
                            }
                          }),
                      value -> value)
                  .on(yieldNow(), done -> 1)
                  .await());
    }
    assertEquals(1, refused.get());
  }

  @ParameterizedTest
  @EnumSource
  void aMonitorHeldAcrossAnAwaitKeepsOthersOut(Flavour flavour) {
    var monitor = new Object();
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            var handles = new ArrayList<Async<?>>();
            for (int i = 0; i < 20; i++) {
              handles.add(
                  Tasks.spawn(
                      () -> {
                        synchronized (monitor) {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          yieldNow().await();
                          yieldNow().await();
                          inside.decrementAndGet();
                        }
                      }));
            }
            for (Async<?> handle : handles) {
              handle.await();
            }
          });
    }
    assertEquals(1, most.get());
  }

  @ParameterizedTest
  @EnumSource
  void aLockHeldByASiblingOnlySuspends(Flavour flavour) {
    var lock = new ReentrantLock();
    try (var runtime = flavour.build()) {
      List<Integer> values =
          runtime.blockOn(
              () ->
                  join(
                          async(
                              () -> {
                                lock.lock();
                                try {
                                  sleep(Duration.ofMillis(3)).await();
                                  return 1;
                                } finally {
                                  lock.unlock();
                                }
                              }),
                          async(
                              () -> {
                                lock.lock();
                                try {
                                  return 2;
                                } finally {
                                  lock.unlock();
                                }
                              }))
                      .await());
      assertEquals(List.of(1, 2), values);
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadLocalsBelongToABlockAndScopedValuesPassToItsStrands(Flavour flavour) {
    ThreadLocal<@Nullable String> local = new ThreadLocal<>();
    ScopedValue<String> scoped = ScopedValue.newInstance();
    try (var runtime = flavour.build()) {
      List<String> seen =
          runtime.blockOn(
              () ->
                  ScopedValue.where(scoped, "bound")
                      .call(
                          () -> {
                            local.set("outer");
                            return join(
                                    async(() -> scoped.get() + " " + local.get()),
                                    async(
                                        () -> {
                                          local.set("inner");
                                          yieldNow().await();
                                          return scoped.get() + " " + local.get();
                                        }))
                                .await();
                          }));
      assertEquals(List.of("bound null", "bound inner"), seen);
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadsThatABlockStartsRunOnTheJdksScheduler(Flavour flavour) throws Exception {
    try (var runtime = flavour.build()) {
      boolean outside =
          runtime.blockOn(
              () -> {
                var noRuntime = new AtomicBoolean();
                Thread child =
                    Thread.ofVirtual().start(() -> noRuntime.set(Handle.tryCurrent().isEmpty()));
                child.join();
                return noRuntime.get();
              });
      assertTrue(outside, "a thread that a block starts is no part of its task");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPinnedAwaitIsWokenByAnotherTask(Flavour flavour) {
    if (flavour != Flavour.FOUR_WORKERS) {
      return; // the one worker there is would wait for itself: a deadlock that only the watchdog
      // can name
    }
    try (var runtime = flavour.build()) {
      assertEquals(
          9,
          runtime.<Integer, RuntimeException>blockOn(
              () -> Tasks.spawn(() -> Pinned.value).await()));
    }
  }

  /// Its initialiser awaits, which pins: a class initialiser is a native frame.
  private static final class Pinned {
    static final int value;

    static {
      sleep(Duration.ofMillis(5)).await();
      value = 9;
    }
  }

  /// In a class initialiser, once for each flavour.
  @ParameterizedTest
  @EnumSource
  void aPinnedBlockThatSpendsItsBudgetGoesOn(Flavour flavour) {
    try (var runtime = flavour.build()) {
      int locked =
          runtime.<Integer, RuntimeException>blockOn(
              () ->
                  Tasks.spawn(
                          () ->
                              switch (flavour) {
                                case CURRENT_THREAD -> Spends.value;
                                case ONE_WORKER -> SpendsToo.value;
                                case FOUR_WORKERS -> SpendsAsWell.value;
                              })
                      .await());
      assertEquals(1000, locked);
    }
  }

  private static int spendBudget() {
    var mutex = new Mutex();
    int locked = 0;
    for (int i = 0; i < 1000; i++) {
      try (var _ = mutex.lock().await()) {
        locked++;
      }
    }
    return locked;
  }

  private static final class Spends {
    static final int value = spendBudget();
  }

  private static final class SpendsToo {
    static final int value = spendBudget();
  }

  private static final class SpendsAsWell {
    static final int value = spendBudget();
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptDoesNotLeakToTheNextTask(Flavour flavour) {
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            Tasks.spawn(
                    () -> {
                      Thread.currentThread().interrupt();
                      yieldNow().await();
                      assertTrue(Thread.interrupted(), "the block keeps its own flag");
                      Thread.currentThread().interrupt();
                    })
                .await();
            for (int i = 0; i < 10; i++) {
              assertFalse(Tasks.spawn(() -> Thread.currentThread().isInterrupted()).await());
            }
          });
    }
  }
}
