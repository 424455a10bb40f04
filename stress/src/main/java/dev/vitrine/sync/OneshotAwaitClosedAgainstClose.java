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

/// A sender begins to wait for the receiver to close while it does.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It finds the receiver closed.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It finds the receiver closed and is woken too.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It waits for ever.")
@State
public class OneshotAwaitClosedAgainstClose {
  private final Oneshot<Integer> channel = Oneshot.create();
  private final Flag flag = new Flag();

  @Actor
  public void sender(II_Result r) {
    r.r1 = channel.sender().closed().poll(flag).isPending() ? 0 : 1;
  }

  @Actor
  public void receiver() {
    channel.receiver().close();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
