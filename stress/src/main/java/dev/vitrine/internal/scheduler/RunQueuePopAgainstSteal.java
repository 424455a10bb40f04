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

/// The owner pops while a thief steals the only task of the ring.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The owner has got the task.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The thief has got the task.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both have got it: it is run twice.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody has got it: it is lost.")
@State
public class RunQueuePopAgainstSteal {
  private static final TaskCell<?> TASK = Cells.one();
  private final RunQueue ring = Rings.with(TASK);
  private final RunQueue mine = Rings.beforeTheWrap();

  @Actor
  public void owner(II_Result r) {
    r.r1 = ring.pop() == TASK ? 1 : 0;
  }

  @Actor
  public void thief(II_Result r) {
    r.r2 = ring.stealInto(mine) == TASK ? 1 : 0;
  }
}
