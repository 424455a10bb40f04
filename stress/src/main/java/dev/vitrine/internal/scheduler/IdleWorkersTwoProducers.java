package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two producers publish while two workers sleep: one is woken, and searches for both tasks.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first has woken a worker.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second has woken a worker.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody was woken.")
@Outcome(
    id = "1, 1",
    expect = FORBIDDEN,
    desc = "Both have woken one: a burst would wake everybody.")
@State
public class IdleWorkersTwoProducers {
  private final IdleWorkers idle = new IdleWorkers(2);

  public IdleWorkersTwoProducers() {
    idle.goToSleep(0, false);
    idle.goToSleep(1, false);
  }

  @Actor
  public void first(II_Result r) {
    r.r1 = idle.workerToNotify() >= 0 ? 1 : 0;
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = idle.workerToNotify() >= 0 ? 1 : 0;
  }
}
