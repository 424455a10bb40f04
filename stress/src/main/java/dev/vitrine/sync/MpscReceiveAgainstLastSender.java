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

/// A receiver begins to wait while the last sender leaves.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It finds the end.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It finds the end and is woken too.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It waits for ever.")
@State
public class MpscReceiveAgainstLastSender {
  private final MpscCore<Integer> core = new MpscCore<>(MpscCore.UNBOUNDED);
  private final Flag flag = new Flag();

  @Actor
  public void receiver(II_Result r) {
    r.r1 = !core.registerReceiver(flag) && core.receive() == null ? 1 : 0;
  }

  @Actor
  public void sender() {
    core.removeSender();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
