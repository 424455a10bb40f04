package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.internal.context.Current;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.time.Sleep;
import dev.vitrine.time.Time;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The drivers have their turn though the worker is never idle and never has a task either.
///
/// Seen failing on a copy whose worker takes a sleep that ended before it began for a turn of
/// theirs.
@Timeout(60)
class DriversTurnTest {
  @Test
  void timersFireThoughEverySleepEndsBeforeItBegins() throws Exception {
    try (var runtime = AsyncRuntime.multiThread().workers(1).enableTime().build()) {
      var sleeper = new BusyUntil();
      JoinHandle<Integer> task = runtime.spawn(sleeper);
      InjectQueue inject = sleeper.injectQueue();
      runtime.spawn(_ -> Poll.ready(0)).detach();
      // As long as another one is at the queue, the worker can not take the task that is there, and
      // wakes itself for it whenever it goes to sleep.
      AtomicBoolean consuming = flagOf(inject);
      assertTrue(consuming.compareAndSet(false, true));
      sleeper.mayGoOn.countDown();
      boolean fired = sleeper.hasFired();
      consuming.set(false);
      assertTrue(fired, "the timer has fired");
      runtime.blockOn(task);
    }
  }

  private static AtomicBoolean flagOf(InjectQueue queue) throws ReflectiveOperationException {
    Field flag = InjectQueue.class.getDeclaredField("consuming");
    flag.setAccessible(true);
    return (AtomicBoolean) flag.get(queue);
  }

  /// Registers a timer; when it is told to it has it fire soon, and gives the worker back.
  private static final class BusyUntil implements Async<Integer> {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final CountDownLatch fired = new CountDownLatch(1);
    private @Nullable Sleep sleep;
    private volatile @Nullable InjectQueue inject;

    @Override
    public Poll<Integer> poll(Context cx) {
      Sleep mine = sleep;
      if (mine != null) {
        fired.countDown();
        return mine.poll(cx).isPending() ? Poll.pending() : Poll.ready(0);
      }
      mine = Time.sleep(Duration.ofHours(1));
      sleep = mine;
      assertTrue(mine.poll(cx).isPending());
      var context = Objects.requireNonNull(Current.context());
      inject = ((MultiThreadScheduler) Objects.requireNonNull(context.runtime())).inject();
      begun.countDown();
      await(mayGoOn);
      mine.reset(Duration.ofMillis(1));
      return Poll.pending();
    }

    private InjectQueue injectQueue() {
      await(begun);
      return Objects.requireNonNull(inject);
    }

    private boolean hasFired() {
      return await(fired);
    }

    private static boolean await(CountDownLatch latch) {
      try {
        return latch.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
