package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A task begins to wait for a lock while the one inside leaves.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It has got the lock at once.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It sleeps beside a lock that nobody holds.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It is inside, and is told to come in.")
@State
public class MutexWaitAgainstUnlock {
  private final MutexCore core = new MutexCore();
  private final long inside = core.tryLock(1, null);
  private final MutexTask task = new MutexTask(core);

  @Actor
  public void waiting(II_Result r) {
    r.r1 = task.poll() == MutexCore.NO_KEY ? 0 : 1;
  }

  @Actor
  public void holder() {
    core.unlock(inside);
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = task.wakes();
  }
}
