package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The only searcher has found a task and stops, while a producer publishes a second one and
/// another worker sleeps. Who stops as the last one wakes another.
@JCStressTest
@Outcome(
    id = "1, 1",
    expect = ACCEPTABLE,
    desc = "Both want to wake the sleeper; the second finds it awake.")
@Outcome(
    id = "0, 1",
    expect = ACCEPTABLE,
    desc = "The producer saw the searcher, who has been told to wake another.")
@Outcome(
    id = "., 0",
    expect = FORBIDDEN,
    desc = "The searcher was not told that it was the last one.")
@State
public class IdleWorkersSearcherFinds {
  private final IdleWorkers idle = new IdleWorkers(2);

  public IdleWorkersSearcherFinds() {
    idle.goToSleep(1, false);
    idle.tryStartSearching();
  }

  @Actor
  public void producer(II_Result r) {
    r.r1 = idle.workerToNotify() == 1 ? 1 : 0;
  }

  @Actor
  public void searcher(II_Result r) {
    r.r2 = idle.stopSearching() ? 1 : 0;
  }
}
