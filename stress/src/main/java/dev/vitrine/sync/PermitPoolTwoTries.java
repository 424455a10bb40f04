package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two tasks try for the only permit.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first has got it.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second has got it.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "One permit was given twice.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody has got a permit that was free.")
@State
public class PermitPoolTwoTries {
  private final PermitPool pool = new PermitPool(1);

  @Actor
  public void first(II_Result r) {
    r.r1 = pool.tryAcquire(1) == PermitPool.Outcome.ACQUIRED ? 1 : 0;
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = pool.tryAcquire(1) == PermitPool.Outcome.ACQUIRED ? 1 : 0;
  }
}
