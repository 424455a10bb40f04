package dev.vitrine.internal.scheduler;

import static dev.vitrine.Tasks.blockInPlace;
import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.testing.CallsiteSums;
import dev.vitrine.testing.Stress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers that go to sleep and are woken all the time: bursts of tasks from outside with pauses
/// between them, families of tasks from inside, workers that are replaced, and a close with tasks
/// on their way. Nothing is left lying, and all counts balance.
///
/// Seen failing on copies of [MultiThreadScheduler] in which a worker that stops does not wake the
/// others, and of [Parker] in which the owner goes to sleep with a plain store.
@Tag("stress")
@Timeout(3_000)
class MultiThreadStressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void nothingIsLeftLyingBetweenBursts(int workers) throws Exception {
    RandomGenerator random = Stress.random(Stress.seed("bursts on " + workers), workers);
    CallsiteSums before = CallsiteSums.of(MultiThreadStressTest.class);
    try (var runtime = AsyncRuntime.multiThread().workers(workers).enableAll().build()) {
      for (int round = 0; round < Stress.rounds(3_000); round++) {
        int burst = random.nextInt(1, 6);
        var done = new CountDownLatch(burst * 3);
        for (int i = 0; i < burst; i++) {
          if (random.nextBoolean()) {
            runtime.spawn(() -> family(done)).detach();
          } else {
            runtime
                .spawn(
                    _ -> {
                      family(done);
                      return Poll.ready(0);
                    })
                .detach();
          }
        }
        assertTrue(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "a task was left lying");
        if (random.nextInt(4) == 0) {
          LockSupport.parkNanos(random.nextInt(200_000));
        }
      }
      assertTrue(runtime.close(PATIENCE));
      assertBalance(runtime, CallsiteSums.of(MultiThreadStressTest.class).minus(before));
    }
  }

  private static void family(CountDownLatch done) {
    spawn(() -> done.countDown()).detach();
    spawn(
            () -> {
              yieldNow().await();
              done.countDown();
            })
        .detach();
    done.countDown();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void closeEndsWhateverIsOnItsWay(int workers) {
    RandomGenerator random = Stress.random(Stress.seed("close of " + workers), workers);
    for (int round = 0; round < Stress.rounds(150); round++) {
      CallsiteSums before = CallsiteSums.of(MultiThreadStressTest.class);
      var runtime = AsyncRuntime.multiThread().workers(workers).build();
      var started = new AtomicInteger();
      int tasks = random.nextInt(1, 60);
      for (int i = 0; i < tasks; i++) {
        runtime.spawn(() -> wander(started)).detach();
      }
      for (int spin = random.nextInt(2_000); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      assertTrue(runtime.close(PATIENCE), "close had to leave something behind");
      assertBalance(runtime, CallsiteSums.of(MultiThreadStressTest.class).minus(before));
    }
  }

  private static void wander(AtomicInteger started) throws Exception {
    int number = started.incrementAndGet();
    for (int i = 0; i < number % 5; i++) {
      yieldNow().await();
    }
    if (number % 7 == 0) {
      blockInPlace(() -> number);
      yieldNow().await();
    }
    if (number < 200 && number % 2 == 0) {
      spawn(() -> wander(started)).detach();
    }
  }

  private static void assertBalance(AsyncRuntime runtime, CallsiteSums sums) {
    assertEquals(0, runtime.view().liveTasks());
    assertEquals(
        sums.spawned(), sums.completed() + sums.failed() + sums.cancelled(), sums::toString);
    assertEquals(0, sums.failed());
    assertEquals(
        sums.polls(), runtime.view().workers().stream().mapToLong(WorkerView::polls).sum());
    assertEquals(sums.polls(), sums.timedPolls(), "polls that have begun and that have ended");
  }
}
