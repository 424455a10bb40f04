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
import org.openjdk.jcstress.infra.results.II_Result;

/// A push into a full ring of four while a thief steals, across the wrap of the indices. The first
/// result has a digit for each task: how often it came out.
@JCStressTest
@Outcome(id = "11111, 3", expect = ACCEPTABLE, desc = "The newer half and the new task overflowed.")
@Outcome(
    id = "11111, 1",
    expect = ACCEPTABLE,
    desc = "A thief was copying: the new task overflowed alone.")
@Outcome(id = "11111, 0", expect = ACCEPTABLE, desc = "The thief had made room for the new task.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A task was lost or came out twice.")
@State
public class RunQueueOverflowAgainstSteal {
  private final TaskCell<?>[] tasks = Cells.some(5);
  private final RunQueue ring = Rings.with(tasks[0], tasks[1], tasks[2], tasks[3]);
  private final RunQueue mine = Rings.beforeTheWrap();
  private final Rings.Tally stolen = new Rings.Tally(tasks);
  private final Rings.Tally overflowed = new Rings.Tally(tasks);

  @Actor
  public void owner() {
    ring.push(tasks[4], (first, _, count) -> overflowed.addLinked(first, count));
  }

  @Actor
  public void thief() {
    stolen.steal(ring, mine);
  }

  @Arbiter
  public void settled(II_Result r) {
    var left = new Rings.Tally(tasks);
    left.drain(ring);
    r.r1 = stolen.digits() + overflowed.digits() + left.digits();
    r.r2 = overflowed.count();
  }
}
