package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two tasks add to a plain field inside the lock. One that had to wait goes on once both are done,
/// as it would when it is woken.
@JCStressTest
@Outcome(
    id = "2, 0",
    expect = ACCEPTABLE,
    desc = "Each has seen what the other did before, and the lock is free.")
@Outcome(
    id = "2, 1",
    expect = FORBIDDEN,
    desc = "Both have been inside, and the lock was not given back.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc = "Both were inside at once, one did not see the other, or one was forgotten in line.")
@State
public class MutexExclusion {
  private final MutexCore core = new MutexCore();
  private final MutexTask one = new MutexTask(core);
  private final MutexTask two = new MutexTask(core);
  private boolean oneWaits;
  private boolean twoWaits;
  private int guarded;

  /// @return whether the task has to wait
  private boolean addInside(MutexTask task) {
    long key = task.poll();
    if (key == MutexCore.NO_KEY) {
      return true;
    }
    guarded++;
    core.unlock(key);
    return false;
  }

  @Actor
  public void first() {
    oneWaits = addInside(one);
  }

  @Actor
  public void second() {
    twoWaits = addInside(two);
  }

  @Arbiter
  public void settled(II_Result r) {
    if (oneWaits && one.wakes() == 1) {
      addInside(one);
    }
    if (twoWaits && two.wakes() == 1) {
      addInside(two);
    }
    r.r1 = guarded;
    r.r2 = core.isHeld() ? 1 : 0;
  }
}
