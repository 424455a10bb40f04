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

/// Two consumers at once; who does not get the flag goes on without. The last result has a digit
/// for each task: how often it came out.
@JCStressTest
@Outcome(id = "1, 1, 11", expect = ACCEPTABLE, desc = "One came after the other.")
@Outcome(id = "1, 0, 11", expect = ACCEPTABLE, desc = "The second found the first at work.")
@Outcome(id = "0, 1, 11", expect = ACCEPTABLE, desc = "The first found the second at work.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A task was lost or came out twice.")
@State
public class InjectQueueTwoConsumers {
  private final TaskCell<?>[] tasks = Cells.some(2);
  private final InjectQueue queue = new InjectQueue();
  private final Rings.Tally one = new Rings.Tally(tasks);
  private final Rings.Tally two = new Rings.Tally(tasks);

  public InjectQueueTwoConsumers() {
    queue.pushRemote(tasks[0]);
    queue.pushRemote(tasks[1]);
  }

  @Actor
  public void first() {
    one.addLinked(queue.take(1), 1);
  }

  @Actor
  public void second() {
    two.addLinked(queue.take(1), 1);
  }

  @Arbiter
  public void settled(III_Result r) {
    var left = new Rings.Tally(tasks);
    left.addLinked(queue.take(4), 4);
    r.r1 = one.count();
    r.r2 = two.count();
    r.r3 = one.digits() + two.digits() + left.digits();
  }
}
