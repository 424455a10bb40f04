package dev.vitrine.internal.scheduler;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.internal.context.Current;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Where waking others has been for little of late, a worker with tasks whose polls are long is
/// helped all the same.
///
/// Seen failing on a copy of the watchdog that looks only for single polls of two milliseconds.
@Timeout(60)
class LongPollsTest {
  private static final int TASKS = 100;
  private static final int ROUNDS = 8;
  private static final long POLL_NANOS = 500_000;

  private final Set<Thread> seen = ConcurrentHashMap.newKeySet();

  @Test
  void tasksOfLongPollsAreSharedThoughWakingSeemsWorthLittle() throws Exception {
    // A look at the drivers would be an occasion to wake another one.
    try (var runtime =
        AsyncRuntime.multiThread().workers(2).eventInterval(100 * TASKS).enableAll().build()) {
      pollAll(runtime); // a first poll of code may last for more than two milliseconds
      for (int round = 0; round < ROUNDS; round++) {
        seen.clear();
        pollAll(runtime);
        assertEquals(2, seen.size(), "workers that have polled");
      }
    }
  }

  private void pollAll(AsyncRuntime runtime) throws InterruptedException {
    var done = new CountDownLatch(TASKS);
    runtime
        .spawn(
            () -> {
              while (!isOneAsleep(runtime)) {
                yieldNow().await(); // short polls
              }
              wakingSeemsWorthLittle();
              for (int i = 0; i < TASKS; i++) {
                spawn(_ -> longPoll(done)).detach();
              }
            })
        .detach();
    assertTrue(done.await(30, TimeUnit.SECONDS));
  }

  private static boolean isOneAsleep(AsyncRuntime runtime) {
    return runtime.view().workers().stream()
        .map(WorkerView::state)
        .anyMatch(state -> state == WorkerView.State.PARKED || state == WorkerView.State.DRIVING);
  }

  private static void wakingSeemsWorthLittle() {
    var context = Objects.requireNonNull(Current.context());
    var scheduler = (MultiThreadScheduler) Objects.requireNonNull(context.runtime());
    for (int i = 0; i < 100; i++) {
      scheduler.wakeWorth().slept(0);
    }
    var _ = scheduler.wakeWorth().isWorthIt(new RunQueue(2)); // the one in a while
  }

  private Poll<Integer> longPoll(CountDownLatch done) {
    seen.add(Thread.currentThread());
    long end = System.nanoTime() + POLL_NANOS;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    done.countDown();
    return Poll.ready(0);
  }
}
