package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// An idle task is aborted and woken at once.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Who aborts puts it into a queue.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The waker puts it into a queue.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It is in a queue twice.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It is in no queue.")
@State
public class TaskStateAbortAgainstWake {
  private final Word word = Word.idle();

  @Actor
  public void aborter(II_Result r) {
    r.r1 = word.abort();
  }

  @Actor
  public void waker(II_Result r) {
    r.r2 = word.wake();
  }
}
