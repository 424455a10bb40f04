package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A place is taken by who has a permit, while the first in line is given another permit and the
/// line ends. The results are the place that was taken, the next one, and how many permits are
/// free.
@JCStressTest
@Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "The place is taken, and all permits count.")
@Outcome(expect = FORBIDDEN, desc = "A place is given twice, or a permit is lost.")
@State
public class PermitPoolPlaceAgainstLine {
  private final PermitPool pool = new PermitPool(3);
  private final PermitPoolCancelAgainstRelease.Request request =
      new PermitPoolCancelAgainstRelease.Request(1);

  public PermitPoolPlaceAgainstLine() {
    pool.tryAcquire(3);
    pool.poll(request, new Flag());
  }

  @Actor
  public void sender(III_Result r) {
    r.r1 = pool.takePlace();
  }

  @Actor
  public void receiver() {
    pool.release(2);
  }

  @Arbiter
  public void settled(III_Result r) {
    r.r2 = pool.place();
    r.r3 = pool.free();
  }
}
