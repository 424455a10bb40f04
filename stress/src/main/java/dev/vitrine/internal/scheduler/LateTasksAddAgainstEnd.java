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

/// A late task comes while the thread that polls another one is about to end.
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both were polled, one after the other.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "One was left, or both were polled at once.")
@State
public class LateTasksAddAgainstEnd {
  private final TaskCell<?>[] tasks = Cells.some(2);
  private final LateTasks.Queue queue = new LateTasks.Queue();
  private int polls; // of one thread at a time

  private void add(TaskCell<?> task) {
    if (queue.add(task)) {
      do {
        queue.next();
        polls++;
      } while (queue.hasMoreAfterThis());
    }
  }

  @Actor
  public void first() {
    add(tasks[0]);
  }

  @Actor
  public void second() {
    add(tasks[1]);
  }

  @Arbiter
  public void settled(I_Result r) {
    r.r1 = polls;
  }
}
