package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A task begins to wait for a permit while one is given back.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It has taken the permit at once.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(
    id = "0, 0",
    expect = FORBIDDEN,
    desc = "It waits, and the permit is lost or lies beside it.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It was told twice.")
@State
public class PermitPoolWaitAgainstRelease {
  static final class Request extends PermitPool.Waiter {
    Request(int wanted) {
      super(wanted);
    }
  }

  private final PermitPool pool = new PermitPool(0);
  private final Request request = new Request(1);
  private final Flag flag = new Flag();

  @Actor
  public void waiting(II_Result r) {
    r.r1 = pool.poll(request, flag) == PermitPool.Outcome.ACQUIRED ? 1 : 0;
  }

  @Actor
  public void holder() {
    pool.release(1);
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
