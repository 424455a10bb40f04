package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.stress.Cells;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A thief steals what is being pushed. On x86 only the compiler can bring the two stores of a push
/// out of order; the store into the slot and the new tail are next to each other, and it seldom
/// does.
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The thief came before the push.")
@Outcome(
    id = "1, 1",
    expect = ACCEPTABLE,
    desc = "It has got the task and sees what was written before the push.")
@Outcome(
    id = "1, 0",
    expect = FORBIDDEN,
    desc = "It has got the task and does not see what was written before the push.")
@State
public class RunQueuePublication {
  private static final TaskCell<?> TASK = Cells.one();
  private final RunQueue ring = Rings.beforeTheWrap();
  private final RunQueue mine = Rings.beforeTheWrap();
  private int written;

  @Actor
  public void owner() {
    written = 1;
    ring.push(TASK, (_, _, _) -> {});
  }

  @Actor
  public void thief(II_Result r) {
    r.r1 = ring.stealInto(mine) == TASK ? 1 : 0;
    r.r2 = r.r1 == 1 ? written : 0;
  }
}
