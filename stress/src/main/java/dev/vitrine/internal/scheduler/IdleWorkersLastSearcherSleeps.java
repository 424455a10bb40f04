package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The only worker, which searches, goes to sleep while a producer publishes a task. The task is
/// published by a release store, the weakest that a queue may do, so the fence has to come from the
/// protocol.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The producer has woken the sleeper.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The worker has seen the task in its last look.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both have noticed: one search too many.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "A task is left lying and everybody sleeps.")
@State
public class IdleWorkersLastSearcherSleeps {
  private final IdleWorkers idle = new IdleWorkers(1);
  private final AtomicInteger tasks = new AtomicInteger();

  public IdleWorkersLastSearcherSleeps() {
    idle.tryStartSearching();
  }

  @Actor
  public void producer(II_Result r) {
    tasks.setRelease(1);
    r.r1 = idle.workerToNotify() == 0 ? 1 : 0;
  }

  @Actor
  public void worker(II_Result r) {
    r.r2 = idle.goToSleep(0, true) && tasks.getAcquire() == 1 ? 1 : 0;
  }
}
