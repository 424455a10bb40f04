package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// One who waits for two permits, and has been given one of them, gives up while another one is
/// given back.
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both permits are free.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A permit is lost, or there is one too many.")
@State
public class PermitPoolCancelAgainstRelease {
  static final class Request extends PermitPool.Waiter {
    Request(int wanted) {
      super(wanted);
    }
  }

  private final PermitPool pool = new PermitPool(1);
  private final Request request = new Request(2);

  public PermitPoolCancelAgainstRelease() {
    pool.poll(request, new Flag());
  }

  @Actor
  public void fickle() {
    pool.cancel(request);
  }

  @Actor
  public void holder() {
    pool.release(1);
  }

  @Arbiter
  public void settled(I_Result r) {
    r.r1 = pool.free();
  }
}
