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

/// A producer pushes while a consumer takes all. The last result has a digit for each task: how
/// often it came out.
@JCStressTest
@Outcome(id = "1, 11", expect = ACCEPTABLE, desc = "The consumer came before the push.")
@Outcome(id = "2, 11", expect = ACCEPTABLE, desc = "It has got both.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A task was lost or came out twice.")
@State
public class InjectQueuePushAgainstTake {
  private final TaskCell<?>[] tasks = Cells.some(2);
  private final InjectQueue queue = new InjectQueue();
  private final Rings.Tally taken = new Rings.Tally(tasks);

  public InjectQueuePushAgainstTake() {
    queue.pushRemote(tasks[0]);
  }

  @Actor
  public void producer() {
    queue.pushRemote(tasks[1]);
  }

  @Actor
  public void consumer() {
    taken.addLinked(queue.take(4), 4);
  }

  @Arbiter
  public void settled(II_Result r) {
    var left = new Rings.Tally(tasks);
    left.addLinked(queue.take(4), 4);
    r.r1 = taken.count();
    r.r2 = taken.digits() + left.digits();
  }
}
