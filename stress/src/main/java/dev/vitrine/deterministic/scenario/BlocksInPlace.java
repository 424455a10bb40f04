package dev.vitrine.deterministic.scenario;

import dev.vitrine.Tasks;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import java.time.Duration;

/// Blocks in place in its first two polls; spawns a task before it does and another one while it
/// does.
final class BlocksInPlace implements Async<Integer> {
  private final Ledger ledger;
  private final Duration time;
  private final Runnable atEnd;
  private int times;

  BlocksInPlace(Ledger ledger, Duration time, Runnable atEnd) {
    this.ledger = ledger;
    this.time = time;
    this.atEnd = atEnd;
  }

  @Override
  public Poll<Integer> poll(Context cx) {
    if (times == 2) {
      atEnd.run();
      return Poll.ready(times);
    }
    times++;
    spawn(Probe.yielding(0));
    try {
      int _ = Tasks.blockInPlace(this::block);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    cx.yieldNow();
    return cx.pending(this);
  }

  private int block() {
    spawn(Probe.yielding(1));
    if (time.isPositive()) {
      Threads.sleep(time);
    }
    return 0;
  }

  private void spawn(Probe<Integer> probe) {
    ledger.spawn(probe, () -> Tasks.spawn((Async<Integer>) probe));
  }
}
