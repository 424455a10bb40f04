package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tasks register timers while a worker goes to sleep on the driver until an earlier or a later
/// one.
///
/// Each fires, not too early, and not much too late: the worker on the driver learns of a timer
/// that comes before the one it waits for.
public final class TimerAgainstPark implements Scenario {
  private static final Duration AT_MOST_LATE = Duration.ofMillis(50);
  private static final int[] MILLIS = {200, 3, 1, 2};

  private final Ledger ledger = new Ledger();
  private final CountDownLatch fired = new CountDownLatch(MILLIS.length);

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.start(2);
    for (int millis : MILLIS) {
      Duration time = Duration.ofMillis(millis);
      ledger.spawnOn(runtime, new Probe<>(new Sleeper(time, began -> fired(time, began))));
    }
    Ledger.check(fired.await(1, TimeUnit.SECONDS), fired.getCount() + " timers have not fired");
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private void fired(Duration time, long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Ledger.check(took.compareTo(time) >= 0, "a sleep of " + time + " took " + took);
    Ledger.check(took.compareTo(time.plus(AT_MOST_LATE)) < 0, time + " took " + took);
    fired.countDown();
  }
}
