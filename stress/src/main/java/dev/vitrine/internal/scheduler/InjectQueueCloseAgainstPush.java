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

/// A push while the queue is closed is refused or handed over.
@JCStressTest
@Outcome(id = "1, 11", expect = ACCEPTABLE, desc = "It was pushed and handed over by close.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It was refused.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It was taken and nobody has got it.")
@Outcome(id = "0, 11", expect = FORBIDDEN, desc = "It was refused and handed over.")
@State
public class InjectQueueCloseAgainstPush {
  private final TaskCell<?>[] tasks = Cells.some(2);
  private final InjectQueue queue = new InjectQueue();
  private final Rings.Tally rest = new Rings.Tally(tasks);

  public InjectQueueCloseAgainstPush() {
    queue.pushRemote(tasks[0]);
  }

  @Actor
  public void producer(II_Result r) {
    r.r1 = queue.pushRemote(tasks[1]) ? 1 : 0;
  }

  @Actor
  public void closer() {
    rest.addLinked(queue.close(), 4);
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = rest.digits();
  }
}
