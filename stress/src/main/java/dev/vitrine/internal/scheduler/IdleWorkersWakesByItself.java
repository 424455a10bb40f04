package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A sleeper wakes up by itself while a notifier looks for one.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The notifier has picked it.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It had woken up by then.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It counts as awake twice.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It is among nobody.")
@State
public class IdleWorkersWakesByItself {
  private final IdleWorkers idle = new IdleWorkers(1);

  public IdleWorkersWakesByItself() {
    idle.goToSleep(0, false);
  }

  @Actor
  public void notifier(II_Result r) {
    r.r1 = idle.workerToNotify() == 0 ? 1 : 0;
  }

  @Actor
  public void sleeper(II_Result r) {
    r.r2 = idle.wakeUpItself(0) ? 1 : 0;
  }
}
