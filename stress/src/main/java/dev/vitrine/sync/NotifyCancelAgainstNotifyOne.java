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

/// The first of two who wait gives up while one is notified. The first result is whether the second
/// was woken, the second whether a permit is left.
@JCStressTest
@Outcome(
    id = "1, 0",
    expect = ACCEPTABLE,
    desc = "The notice has reached the one who goes on waiting.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "One waits beside a permit.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The notice went with the one who gave up.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "One notice became two.")
@State
public class NotifyCancelAgainstNotifyOne {
  private final Notify notify = new Notify();
  private final NotifyWaiter fickle = notify.waiter();
  private final NotifyWaiter steady = notify.waiter();
  private final Flag flag = new Flag();

  public NotifyCancelAgainstNotifyOne() {
    fickle.poll(new Flag());
    steady.poll(flag);
  }

  @Actor
  public void fickle() {
    fickle.cancel();
  }

  @Actor
  public void notifier() {
    notify.notifyOne();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r1 = flag.wakes();
    r.r2 = notify.waiter().enable() ? 1 : 0;
  }
}
