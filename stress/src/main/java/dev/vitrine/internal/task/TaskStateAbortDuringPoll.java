package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A task is aborted while it is being polled and then pends: one of the two sees to its end.
@JCStressTest
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "The runner cancels it on the spot.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It was idle: who aborts puts it into a queue.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The task is never cancelled.")
@Outcome(id = "1, 2", expect = FORBIDDEN, desc = "It is cancelled and in a queue.")
@State
public class TaskStateAbortDuringPoll {
  private final Word word = Word.running();

  @Actor
  public void aborter(II_Result r) {
    r.r1 = word.abort();
  }

  @Actor
  public void runner(II_Result r) {
    r.r2 = word.pend();
  }
}
