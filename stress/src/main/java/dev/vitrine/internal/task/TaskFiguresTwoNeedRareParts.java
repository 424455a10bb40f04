package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Cells;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The thread that polls a task needs a place for its strands while a waker needs one for what
/// consoles see. Whether the task keeps what the one has put there, and the other.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both have the same parts, and the task does.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "The strands are lost.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "What consoles see is lost.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both are lost.")
@State
public class TaskFiguresTwoNeedRareParts {
  private final TaskCell<?> task = Cells.one();
  private final TaskFigures.Watched watched = new TaskFigures.Watched();
  private @Nullable Strands strands;

  @Actor
  public void poller() {
    strands = task.strands();
  }

  @Actor
  public void waker() {
    task.rareParts().watched = watched;
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r1 = task.strandsIfAny() == strands ? 1 : 0;
    r.r2 = task.watched() == watched ? 1 : 0;
  }
}
