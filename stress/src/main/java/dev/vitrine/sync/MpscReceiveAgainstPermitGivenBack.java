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

/// A receiver of a channel that is closed begins to wait while the last permit that was given comes
/// back unused: only then is the end there.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It finds the end.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It finds the end and is woken too.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It waits for ever.")
@State
public class MpscReceiveAgainstPermitGivenBack {
  private final MpscCore<Integer> core = new MpscCore<>(1);
  private final Flag flag = new Flag();

  public MpscReceiveAgainstPermitGivenBack() {
    core.tryReserve(1);
    core.removeSender();
  }

  @Actor
  public void receiver(II_Result r) {
    r.r1 = !core.registerReceiver(flag) && core.receive() == null ? 1 : 0;
  }

  @Actor
  public void sender() {
    core.giveBack(1);
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
