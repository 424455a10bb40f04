package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import java.time.Duration;

/// A runtime is closed while two tasks block in place, spawn in there, and become workers again or
/// find that another thread is the worker now.
///
/// As [ShutdownAgainstSpawn]: every task ends in one way, `close` ends, and no thread is left.
public final class BlockInPlaceAgainstClose implements Scenario {
  private final Ledger ledger = new Ledger();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.start(2);
    for (int i = 0; i < 2; i++) {
      var blocks = new BlocksInPlace(ledger, Duration.ofMillis(i), () -> {});
      ledger.spawnOn(runtime, new Probe<>(blocks));
      ledger.spawnOn(runtime, Probe.yielding(2));
    }
    ledger.close(runtime);
    ledger.check(runtime);
  }
}
