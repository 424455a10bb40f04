package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import java.time.Duration;

/// A foreign thread spawns two tasks while a runtime with hardly any tasks closes, so that one
/// worker may have stopped and the other be on its way to sleep when the last one comes.
///
/// The task ends, and `close` does not wait for its limit to say so.
public final class CloseAgainstLateSpawn implements Scenario {
  private static final Duration SHORT = Duration.ofSeconds(5);

  @Override
  public void run() throws Exception {
    var ledger = new Ledger();
    AsyncRuntime runtime = ledger.watch(AsyncRuntime.multiThread().workers(2)).build();
    ledger.spawnOn(runtime, Probe.yielding(0));
    var foreign =
        new Thread(
            () -> {
              ledger.spawnOn(runtime, Probe.yielding(0));
              ledger.spawnOn(runtime, Probe.yielding(0));
            },
            "foreign");
    foreign.start();
    long before = System.nanoTime();
    ledger.close(runtime);
    Ledger.check(System.nanoTime() - before < SHORT.toNanos(), "close() waited for its limit");
    foreign.join();
    ledger.check(runtime);
  }
}
