package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A sender that has room sends while the receiver closes: accepted means received. The first
/// result is whether it was accepted, the second whether it came.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was accepted and has come.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It was refused.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "It was accepted and is lost.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "It was refused and has come.")
@State
public class MpscSendAgainstClose {
  private final MpscCore<Integer> core = new MpscCore<>(1);

  @Actor
  public void sender(II_Result r) {
    if (core.tryReserve(1) == PermitPool.Outcome.ACQUIRED) {
      core.push(1);
      r.r1 = 1;
    }
  }

  @Actor
  public void receiver() {
    core.closeReceiver();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = core.tryReceive() instanceof TryReceive.Received ? 1 : 0;
  }
}
