package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tasks that two foreign threads send, one after the other, register timers while a worker goes to
/// sleep on the driver until an earlier or a later one.
///
/// Each fires, not too early, and not much too late: the worker on the driver learns of a timer
/// that comes before the one it waits for.
public final class TimerAgainstPark implements Scenario {
  // A thread that is not let go on may stand still for 20 ms, several times; one that is not told
  // of an earlier timer sleeps until the first one fires.
  private static final Duration AT_MOST_LATE = Duration.ofMillis(150);
  private static final int[] SOME_MILLIS = {400, 1};
  private static final int[] OTHER_MILLIS = {3, 2};

  private final Ledger ledger = new Ledger();
  private final CountDownLatch fired = new CountDownLatch(SOME_MILLIS.length + OTHER_MILLIS.length);

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.start(2);
    var foreign = new Thread(() -> send(runtime, OTHER_MILLIS), "foreign");
    foreign.start();
    send(runtime, SOME_MILLIS);
    foreign.join();
    Ledger.check(fired.await(1, TimeUnit.SECONDS), fired.getCount() + " timers have not fired");
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private void send(AsyncRuntime runtime, int[] sleeps) {
    for (int millis : sleeps) {
      Duration time = Duration.ofMillis(millis);
      var polled = new CountDownLatch(1);
      var sleeper = new Sleeper(time, began -> fired(time, began));
      ledger.spawnOn(
          runtime,
          new Probe<>(
              cx -> {
                polled.countDown();
                return sleeper.poll(cx);
              }));
      Threads.await(polled);
    }
  }

  private void fired(Duration time, long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Ledger.check(took.compareTo(time) >= 0, "a sleep of " + time + " took " + took);
    Ledger.check(took.compareTo(time.plus(AT_MOST_LATE)) < 0, time + " took " + took);
    fired.countDown();
  }
}
