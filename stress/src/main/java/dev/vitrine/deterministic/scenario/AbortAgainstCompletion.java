package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskCancelledException;

/// A task is aborted by two threads while it is woken by a third, completes, and is joined by
/// another task. One that nothing wakes is aborted too.
///
/// Each ends in one way; whoever joins it is woken, and sees the same end as the hooks; a task that
/// has ended is not polled, whatever comes after. An abort needs no other wake-up.
public final class AbortAgainstCompletion implements Scenario {
  private final Ledger ledger = new Ledger();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime = ledger.start(2);
    var signal = new Signal();
    JoinHandle<Boolean> handle = ledger.spawnOn(runtime, new Probe<>(signal));
    JoinHandle<Boolean> silent = ledger.spawnOn(runtime, new Probe<>(new Signal()));
    Thread[] threads = {
      new Thread(signal::raise, "waker"),
      new Thread(
          () -> {
            silent.abort();
            handle.abort();
          },
          "aborter-1"),
      new Thread(handle.abortHandle()::abort, "aborter-2"),
      new Thread(signal::wake, "late waker")
    };
    JoinHandle<String> joiner = ledger.spawnOn(runtime, new Probe<>(joined(handle)));
    for (Thread thread : threads) {
      thread.start();
    }
    String seen = runtime.blockOn((Async<String>) joiner);
    Ledger.check(runtime.blockOn(joined(silent)).equals("CANCELLED"), "aborted in vain");
    for (Thread thread : threads) {
      thread.join();
    }
    ledger.close(runtime);
    ledger.check(runtime);
    Ledger.check(
        seen.equals(ledger.endOf(handle)), "joined " + seen + ", ended " + ledger.endOf(handle));
  }

  /// How a task has ended, as one sees it who joins it.
  private static Async<String> joined(JoinHandle<Boolean> handle) {
    return cx -> {
      try {
        return handle.poll(cx).isPending() ? Poll.pending() : Poll.ready("COMPLETED");
      } catch (TaskCancelledException _) {
        return Poll.ready("CANCELLED");
      }
    };
  }
}
