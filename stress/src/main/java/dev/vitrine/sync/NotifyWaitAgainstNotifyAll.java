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

/// A task whose wait was made before begins to wait while all are notified.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It was told at its first poll.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It waits although it was made before.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It was told twice.")
@State
public class NotifyWaitAgainstNotifyAll {
  private final Notify notify = new Notify();
  private final NotifyWaiter waiter = notify.waiter();
  private final Flag flag = new Flag();

  @Actor
  public void waiting(II_Result r) {
    r.r1 = waiter.poll(flag).isPending() ? 0 : 1;
  }

  @Actor
  public void notifier() {
    notify.notifyWaiters();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
