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

/// One pushes a task; another pushes one too, takes one out, and asks whether the queue is empty,
/// as a worker does before it sleeps: unless it has taken its own task, the queue must not be.
/// First result: whose task was taken; second: 1 when the queue said that it is empty.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The task of the second is still seen.")
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "The task of the first is seen.")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The task of the first is not counted yet.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A counted task is there and not seen.")
@State
public class InjectQueueCountedPush {
  private final TaskCell<?>[] tasks = Cells.some(2);
  private final InjectQueue queue = new InjectQueue();

  @Actor
  public void first() {
    queue.pushRemote(tasks[0]);
  }

  @Actor
  public void second(II_Result r) {
    queue.pushRemote(tasks[1]);
    TaskCell<?> taken = queue.take(1);
    r.r1 = taken == null ? 0 : taken == tasks[0] ? 1 : 2;
    r.r2 = queue.isEmpty() ? 1 : 0;
  }
}
