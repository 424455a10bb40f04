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
import org.openjdk.jcstress.infra.results.I_Result;

/// The owner pushes into a ring that is full or nearly so while a thief copies out of it: a slot
/// that is being copied is not free. The first result has a digit for each task: how often it came
/// out.
@JCStressTest
@Outcome(id = "11111", expect = ACCEPTABLE, desc = "Each task came out once.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A task was lost or came out twice.")
@State
public class RunQueueSlotReuse {
  private final TaskCell<?>[] tasks = Cells.some(5);
  private final RunQueue ring = Rings.with(tasks[0], tasks[1], tasks[2]);
  private final RunQueue mine = Rings.beforeTheWrap();
  private final Rings.Tally stolen = new Rings.Tally(tasks);
  private final Rings.Tally own = new Rings.Tally(tasks);

  @Actor
  public void owner() {
    own.add(ring.pop());
    ring.push(tasks[3], (first, _, count) -> own.addLinked(first, count));
    ring.push(tasks[4], (first, _, count) -> own.addLinked(first, count));
  }

  @Actor
  public void thief() {
    stolen.steal(ring, mine);
  }

  @Arbiter
  public void settled(I_Result r) {
    var left = new Rings.Tally(tasks);
    left.drain(ring);
    r.r1 = stolen.digits() + own.digits() + left.digits();
  }
}
