package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The one inside unlocks twice while another one comes in.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "He came in at once and is inside.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "He waited, was let in and is inside.")
@Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "The second unlock has let him out.")
@State
public class MutexKeyFitsOnce {
  private final MutexCore core = new MutexCore();
  private final long inside = core.tryLock(1, null);
  private final MutexTask next = new MutexTask(core);

  @Actor
  public void holder() {
    core.unlock(inside);
    core.unlock(inside);
  }

  @Actor
  public void next(II_Result r) {
    r.r1 = next.poll() == MutexCore.NO_KEY ? 0 : 1;
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = core.isHeld() ? 1 : 0;
  }
}
