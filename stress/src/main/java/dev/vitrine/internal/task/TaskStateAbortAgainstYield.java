package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A task is aborted while it yields and is taken out of its queue again: whoever takes it over, or
/// already the one who yields, sees to its end.
@JCStressTest
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "The one who yields cancels it on the spot.")
@Outcome(id = "0, 3", expect = ACCEPTABLE, desc = "The one who takes it over cancels it.")
@Outcome(
    id = "0, 4",
    expect = ACCEPTABLE,
    desc = "It comes during the next poll, whose end sees it.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was idle: who aborts puts it into a queue.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "It is never cancelled, or twice.")
@State
public class TaskStateAbortAgainstYield {
  private final Word word = Word.running();

  @Actor
  public void aborter(II_Result r) {
    r.r1 = word.abort();
  }

  @Actor
  public void runner(II_Result r) {
    r.r2 = 2;
    if (word.handOn() == 2) {
      return;
    }
    r.r2 = 3;
    word.takeOver();
    if (word.isCancelled()) {
      return;
    }
    r.r2 = word.pend() == 2 ? 4 : 1;
  }
}
