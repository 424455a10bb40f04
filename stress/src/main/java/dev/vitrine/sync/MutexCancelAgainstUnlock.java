package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The only one in line gives up while the one inside leaves.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "He left the line in time: the lock is free.")
@Outcome(
    id = "1, 1",
    expect = ACCEPTABLE,
    desc = "He was given the lock and gave it back: it is free.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody is in line, and the lock stays shut.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "The lock has gone with the one who gave up.")
@State
public class MutexCancelAgainstUnlock {
  private final MutexCore core = new MutexCore();
  private final long inside = core.tryLock(1, null);
  private final MutexTask fickle = new MutexTask(core);

  public MutexCancelAgainstUnlock() {
    fickle.poll();
  }

  @Actor
  public void fickle() {
    core.cancel(fickle);
  }

  @Actor
  public void holder() {
    core.unlock(inside);
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r1 = core.tryLock(1, null) == MutexCore.NO_KEY ? 0 : 1;
    r.r2 = fickle.wakes();
  }
}
