package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.Tasks;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A task spawns another one, which goes to the LIFO slot, and wakes itself, which puts it into the
/// ring; the other one runs first and blocks the worker. The second worker sleeps, maybe on the
/// driver, or is about to.
///
/// The first task does not wait for the other: the second worker was told of it.
public final class StuckPollAgainstYield implements Scenario {
  private final Ledger ledger = new Ledger();
  private final CountDownLatch ended = new CountDownLatch(2);
  private boolean hasBlocked;
  private boolean late;

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.watch(AsyncRuntime.multiThread().workers(2)).build();
    ledger.spawnOn(runtime, new Probe<>(new Yields()));
    ended.await();
    Ledger.check(!late, "a task that had yielded waited for one that blocks");
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private final class Yields implements Async<Integer> {
    private boolean yielded;

    @Override
    public Poll<Integer> poll(Context cx) {
      if (yielded) {
        late = hasBlocked;
        ended.countDown();
        return Poll.ready(1);
      }
      yielded = true;
      var blocks = new Probe<Integer>(_ -> block());
      ledger.spawn(blocks, () -> Tasks.spawn((Async<Integer>) blocks));
      cx.waker().wake();
      return cx.pending(this);
    }
  }

  private Poll<Integer> block() {
    Threads.sleep(Duration.ofMillis(1)); // after two the watchdog would see to it
    hasBlocked = true;
    ended.countDown();
    return Poll.ready(1);
  }
}
