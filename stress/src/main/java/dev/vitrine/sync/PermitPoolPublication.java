package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What was written before a permit was given back is seen by whoever takes it. On x86 the lock
/// that makes it so can not be weakened visibly but by leaving it out.
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The permit was not there yet.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was, and so is what was written.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "It was, and what was written before is not.")
@State
public class PermitPoolPublication {
  private final PermitPool pool = new PermitPool(0);
  private int written;

  @Actor
  public void holder() {
    written = 1;
    pool.release(1);
  }

  @Actor
  public void taker(II_Result r) {
    r.r1 = pool.tryAcquire(1) == PermitPool.Outcome.ACQUIRED ? 1 : 0;
    r.r2 = r.r1 == 1 ? written : 0;
  }
}
