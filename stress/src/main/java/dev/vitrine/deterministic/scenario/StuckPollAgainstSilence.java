package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.Tasks;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.WorkerView;
import java.util.concurrent.CountDownLatch;

/// The second worker is woken a few times and has nearly nothing to do, so that it is not thought
/// worth while to wake it. Then a task puts another one into the ring and blocks the worker until
/// that one has run.
public final class StuckPollAgainstSilence implements Scenario {
  private static final int FOR_LITTLE = 5;

  private final Ledger ledger = new Ledger();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.watch(AsyncRuntime.multiThread().workers(2)).build();
    for (int i = 0; i < FOR_LITTLE; i++) {
      awaitSleep(runtime);
      var both = new CountDownLatch(2);
      ledger.spawnOn(runtime, new Probe<>(_ -> spawnsTwo(both)));
      both.await();
    }
    awaitSleep(runtime);
    var ended = new CountDownLatch(1);
    ledger.spawnOn(runtime, new Probe<>(_ -> blocks(ended)));
    ended.await();
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private static void awaitSleep(AsyncRuntime runtime) throws InterruptedException {
    while (!runtime.view().workers().stream().allMatch(StuckPollAgainstSilence::sleeps)) {
      Thread.sleep(1);
    }
  }

  private static boolean sleeps(WorkerView worker) {
    return worker.state() == WorkerView.State.PARKED || worker.state() == WorkerView.State.DRIVING;
  }

  private Poll<Integer> spawnsTwo(CountDownLatch both) {
    counts(both);
    counts(both);
    return Poll.ready(1);
  }

  /// A task for the LIFO slot, which puts the one that is there into the ring.
  private void counts(CountDownLatch latch) {
    var probe =
        new Probe<Integer>(
            _ -> {
              latch.countDown();
              return Poll.ready(1);
            });
    ledger.spawn(probe, () -> Tasks.spawn((Async<Integer>) probe));
  }

  /// The first one in the ring may be worth a wake-up, once in a tick; the next one is not.
  private Poll<Integer> blocks(CountDownLatch ended) {
    var first = new CountDownLatch(1);
    counts(first);
    var second = new CountDownLatch(1);
    counts(second);
    Threads.await(first);
    counts(new CountDownLatch(1));
    Threads.await(second);
    ended.countDown();
    return Poll.ready(1);
  }
}
