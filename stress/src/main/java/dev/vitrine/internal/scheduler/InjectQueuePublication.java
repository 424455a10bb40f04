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

/// A consumer takes what is being pushed. A compare-and-set orders both sides, and a weaker one
/// compiles to the same instruction on x86: there this catches what leaves the consumer without the
/// flag only.
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The consumer came before the push.")
@Outcome(
    id = "1, 1",
    expect = ACCEPTABLE,
    desc = "It has got the task and sees what was written before the push.")
@Outcome(
    id = "1, 0",
    expect = FORBIDDEN,
    desc = "It has got the task and does not see what was written before the push.")
@State
public class InjectQueuePublication {
  private final TaskCell<?> task = Cells.one();
  private final InjectQueue queue = new InjectQueue();
  private int written;

  @Actor
  public void producer() {
    written = 1;
    queue.pushRemote(task);
  }

  @Actor
  public void consumer(II_Result r) {
    r.r1 = queue.take(1) == task ? 1 : 0;
    r.r2 = r.r1 == 1 ? written : 0;
  }
}
