package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A task whose timer has fired blocks the worker that sat on the driver; the timer of another one
/// is due meanwhile.
///
/// It fires before the first one ends: the watchdog has another worker take the driver over.
public final class StuckPollAgainstTimer implements Scenario {
  private static final Duration STUCK = Duration.ofMillis(60);
  private static final Duration DUE = Duration.ofMillis(30);
  private static final Duration BEGINS =
      Duration.ofMillis(22); // the watchdog may be asleep by then

  private final Ledger ledger = new Ledger();
  private final CountDownLatch ended = new CountDownLatch(2);
  private boolean hasBlocked;
  private boolean late;

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.start(2);
    ledger.spawnOn(runtime, new Probe<>(new Sleeper(DUE, _ -> fires())));
    ledger.spawnOn(runtime, new Probe<>(new Sleeper(BEGINS, _ -> blocks())));
    ended.await();
    Ledger.check(!late, "a timer waited for a task that blocks");
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private void fires() {
    late = hasBlocked;
    ended.countDown();
  }

  private void blocks() {
    Threads.sleep(STUCK);
    hasBlocked = true;
    ended.countDown();
  }
}
