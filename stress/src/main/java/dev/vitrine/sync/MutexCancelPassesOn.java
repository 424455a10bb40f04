package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The first of two in line gives up while the one inside leaves.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The second is woken and has the lock.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The lock has gone with the one who gave up.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "The second has the lock and sleeps.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The second is woken for nothing.")
@State
public class MutexCancelPassesOn {
  private final MutexCore core = new MutexCore();
  private final long inside = core.tryLock(1, null);
  private final MutexTask fickle = new MutexTask(core);
  private final MutexTask second = new MutexTask(core);

  public MutexCancelPassesOn() {
    fickle.poll();
    second.poll();
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
    r.r1 = second.wakes();
    r.r2 = second.poll() == MutexCore.NO_KEY ? 0 : 1;
  }
}
