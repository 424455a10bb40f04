package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Two tasks block in place for a moment on a runtime of one worker, so that it goes from thread to
/// thread; the runtime is closed when they have ended.
///
/// Nothing that was spawned, deferred or queued before, meanwhile or afterwards is forgotten: the
/// tasks end by themselves.
public final class BlockInPlaceAgainstReturn implements Scenario {
  private final Ledger ledger = new Ledger();
  private final CountDownLatch ended = new CountDownLatch(2);

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.watch(AsyncRuntime.multiThread().workers(1)).build();
    for (int i = 0; i < 2; i++) {
      var blocks = new BlocksInPlace(ledger, Duration.ofMillis(i), () -> ended.countDown());
      ledger.spawnOn(runtime, new Probe<>(blocks));
    }
    ended.await();
    ledger.close(runtime);
    ledger.check(runtime);
  }
}
