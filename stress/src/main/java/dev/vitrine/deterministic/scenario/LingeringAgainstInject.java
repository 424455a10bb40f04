package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Poll;
import java.util.concurrent.CountDownLatch;

/// A foreign thread sends tasks one at a time, so that a worker looks out for the next one before
/// it sleeps. Then two threads send one each, of which one blocks its worker until the other has
/// been polled.
///
/// Whoever sends a task while a worker looks out wakes nobody; it does not stay in the inject queue
/// beside a worker that sleeps.
public final class LingeringAgainstInject implements Scenario {
  private static final int ONE_AT_A_TIME = 5;

  private final Ledger ledger = new Ledger();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.watch(AsyncRuntime.multiThread().workers(2)).build();
    for (int i = 0; i < ONE_AT_A_TIME; i++) {
      var polled = new CountDownLatch(1);
      ledger.spawnOn(runtime, new Probe<>(_ -> counts(polled)));
      polled.await();
    }
    var polled = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var other =
        new Thread(() -> ledger.spawnOn(runtime, new Probe<>(_ -> counts(polled))), "foreign");
    other.start();
    ledger.spawnOn(
        runtime,
        new Probe<>(
            _ -> {
              Threads.await(polled);
              return counts(ended);
            }));
    ended.await();
    other.join();
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private static Poll<Integer> counts(CountDownLatch latch) {
    latch.countDown();
    return Poll.ready(1);
  }
}
