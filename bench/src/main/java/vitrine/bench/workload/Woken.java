package vitrine.bench.workload;

import vitrine.bench.harness.Finish;

/// Wakes [Flavour#WOKEN] of `live` waiters in each run, evenly spread, others each time.
public final class Woken {
  private final int live;
  private final int step;
  private volatile Finish finish = new Finish(1);
  private int first;

  public Woken(int live) {
    this.live = live;
    step = live / Flavour.WOKEN;
  }

  /// Called by a task that has been woken.
  public void woken() {
    finish.count();
  }

  /// What wakes the waiter of a number.
  public interface Waking {
    void wake(int number);
  }

  /// @return how many have been woken and said so
  public long run(Waking waking) {
    var all = new Finish(Flavour.WOKEN);
    finish = all;
    for (int i = 0; i < Flavour.WOKEN; i++) {
      waking.wake((first + i * step) % live);
    }
    first = (first + 1) % live;
    return all.await();
  }
}
