package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.Tasks;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/// A worker spawns more tasks in a poll than its ring holds, while one or two others steal from it.
///
/// Each task is run once; none is lost between ring, inject queue and thief.
public final class StealAgainstOverflow implements Scenario {
  private static final int RING = 256;

  private final Ledger ledger = new Ledger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final int tasks = RING + 4 + ThreadLocalRandom.current().nextInt(RING / 2);
  private int left = tasks;

  @Override
  public void run() throws Exception {
    int workers = 2 + ThreadLocalRandom.current().nextInt(2);
    AsyncRuntime runtime =
        ledger.watch(AsyncRuntime.multiThread().workers(workers).lifoSlot(false)).build();
    ledger.spawnOn(
        runtime,
        new Probe<>(
            _ -> {
              for (int i = 0; i < tasks; i++) {
                var probe = new Probe<>(counted());
                ledger.spawn(probe, () -> Tasks.spawn((Async<Integer>) probe));
              }
              return Poll.ready(tasks);
            }));
    ended.await();
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private Async<Integer> counted() {
    return _ -> {
      if (--left == 0) {
        ended.countDown();
      }
      return Poll.ready(left);
    };
  }
}
