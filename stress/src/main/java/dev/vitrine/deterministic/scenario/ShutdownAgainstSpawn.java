package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.Tasks;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.task.JoinHandle;

/// A runtime is closed while a worker and a foreign thread spawn.
///
/// Each task ends in one way, is polled by one thread at a time, and is in no queue afterwards;
/// `close` ends and leaves no thread.
public final class ShutdownAgainstSpawn implements Scenario {
  private static final int EACH = 3;
  private final Ledger ledger = new Ledger();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.start(2);
    ledger.spawnOn(runtime, new Probe<>(spawner()));
    var foreign =
        new Thread(
            () -> {
              for (int i = 0; i < EACH; i++) {
                ledger.spawnOn(runtime, Probe.yielding(i));
              }
            },
            "foreign");
    foreign.start();
    ledger.close(runtime);
    foreign.join();
    ledger.check(runtime);
  }

  /// Spawns one in each poll, from the worker.
  private Async<Integer> spawner() {
    var spawned = new int[1];
    return cx -> {
      Probe<Integer> probe = Probe.yielding(spawned[0]);
      JoinHandle<Integer> _ = ledger.spawn(probe, () -> Tasks.spawn((Async<Integer>) probe));
      if (++spawned[0] == EACH) {
        return Poll.ready(EACH);
      }
      cx.yieldNow();
      return Poll.pending();
    };
  }
}
