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

/// A task begins to wait while another notifies one.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It has taken the permit.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It waits, and the notice has gone.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It was told twice.")
@State
public class NotifyWaitAgainstNotifyOne {
  private final Notify notify = new Notify();
  private final NotifyWaiter waiter = notify.waiter();
  private final Flag flag = new Flag();

  @Actor
  public void waiting(II_Result r) {
    r.r1 = waiter.poll(flag).isPending() ? 0 : 1;
  }

  @Actor
  public void notifier() {
    notify.notifyOne();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
