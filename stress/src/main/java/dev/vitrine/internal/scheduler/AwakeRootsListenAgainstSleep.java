package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A driver is about to wait for the last root that is awake, which falls asleep.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It waits, and is told.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It sees that none is awake, and does not wait.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The same, and is told as well.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "It waits for nobody.")
@State
public class AwakeRootsListenAgainstSleep {
  private int told;
  private final AwakeRoots roots = new AwakeRoots(() -> told++);

  public AwakeRootsListenAgainstSleep() {
    roots.woke();
  }

  @Actor
  public void driver(II_Result r) {
    roots.listen();
    r.r1 = AwakeRoots.isAny(roots.stamp()) ? 1 : 0;
  }

  @Actor
  public void root() {
    roots.slept();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = told;
  }
}
