package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import java.util.concurrent.CountDownLatch;

/// Two foreign threads each wake a task whenever it waits, while the workers go to sleep and wake
/// up; no timer runs.
///
/// Every wake-up is followed by a poll: one that is lost leaves everybody waiting.
public final class ParkAgainstWake implements Scenario {
  private static final int ROUNDS = 3;
  private final Ledger ledger = new Ledger();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.start(2);
    Thread[] wakers = {wakerOf(runtime, 1), wakerOf(runtime, 2)};
    for (Thread waker : wakers) {
      waker.start();
    }
    for (Thread waker : wakers) {
      waker.join();
    }
    ledger.close(runtime);
    ledger.check(runtime);
  }

  private Thread wakerOf(AsyncRuntime runtime, int number) {
    Signal[] signals = {new Signal(), new Signal(), new Signal()};
    CountDownLatch[] seen = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
    ledger.spawnOn(runtime, new Probe<>(inTurn(signals, seen)));
    return new Thread(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            signals[i].raise();
            Threads.await(seen[i]);
          }
        },
        "waker-" + number);
  }

  private static Async<Integer> inTurn(Signal[] signals, CountDownLatch[] seen) {
    var next = new int[1];
    return cx -> {
      while (!signals[next[0]].poll(cx).isPending()) {
        seen[next[0]].countDown();
        if (++next[0] == ROUNDS) {
          return Poll.ready(ROUNDS);
        }
      }
      return Poll.pending();
    };
  }
}
