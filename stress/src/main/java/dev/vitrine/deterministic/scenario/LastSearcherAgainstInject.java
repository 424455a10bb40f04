package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import java.util.concurrent.CountDownLatch;

/// Two foreign threads spawn tasks, one after the other, while the three workers search and fall
/// asleep.
///
/// No task stays in the inject queue beside sleeping workers: whoever spawned waits for it.
public final class LastSearcherAgainstInject implements Scenario {
  private static final int EACH = 3;
  private final Ledger ledger = new Ledger();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.watch(AsyncRuntime.multiThread().workers(3)).build();
    Thread[] threads = {
      new Thread(() -> spawnInTurn(runtime), "foreign-1"),
      new Thread(() -> spawnInTurn(runtime), "foreign-2")
    };
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private void spawnInTurn(AsyncRuntime runtime) {
    for (int i = 0; i < EACH; i++) {
      var polled = new CountDownLatch(1);
      Async<Integer> body =
          _ -> {
            polled.countDown();
            return Poll.ready(1);
          };
      ledger.spawnOn(runtime, new Probe<>(body));
      Threads.await(polled);
    }
  }
}
