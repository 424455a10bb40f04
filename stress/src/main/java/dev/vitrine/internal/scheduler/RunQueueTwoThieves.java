package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.stress.Cells;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two thieves at one ring of three tasks. The first result has a digit for each task: how often it
/// came out.
@JCStressTest
@Outcome(
    id = "111, 2, 1",
    expect = ACCEPTABLE,
    desc = "The first took half, rounded up, and the second what was left.")
@Outcome(
    id = "111, 1, 2",
    expect = ACCEPTABLE,
    desc = "The second took half, rounded up, and the first what was left.")
@Outcome(
    id = "111, 2, 0",
    expect = ACCEPTABLE,
    desc = "The second found the first at work and went away.")
@Outcome(
    id = "111, 0, 2",
    expect = ACCEPTABLE,
    desc = "The first found the second at work and went away.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A task was lost or came out twice.")
@State
public class RunQueueTwoThieves {
  private final TaskCell<?>[] tasks = Cells.some(3);
  private final RunQueue ring = Rings.with(tasks);
  private final RunQueue mineOfFirst = Rings.beforeTheWrap();
  private final RunQueue mineOfSecond = Rings.beforeTheWrap();
  private final Rings.Tally one = new Rings.Tally(tasks);
  private final Rings.Tally two = new Rings.Tally(tasks);

  @Actor
  public void first() {
    one.steal(ring, mineOfFirst);
  }

  @Actor
  public void second() {
    two.steal(ring, mineOfSecond);
  }

  @Arbiter
  public void settled(III_Result r) {
    var left = new Rings.Tally(tasks);
    left.drain(ring);
    r.r1 = one.digits() + two.digits() + left.digits();
    r.r2 = one.count();
    r.r3 = two.count();
  }
}
