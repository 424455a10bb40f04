package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two searchers stop at once: exactly one of them is the last.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first was the last one.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second was the last one.")
@Outcome(
    id = "0, 0",
    expect = FORBIDDEN,
    desc = "Nobody wakes another, although a task may be left.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both think they were the last.")
@State
public class IdleWorkersTwoStopSearching {
  private final IdleWorkers idle = new IdleWorkers(4);

  public IdleWorkersTwoStopSearching() {
    idle.tryStartSearching();
    idle.tryStartSearching();
  }

  @Actor
  public void first(II_Result r) {
    r.r1 = idle.stopSearching() ? 1 : 0;
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = idle.stopSearching() ? 1 : 0;
  }
}
