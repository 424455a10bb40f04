package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two wakers of an idle task.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first puts it into a queue.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second puts it into a queue.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It is in a queue twice.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It is in no queue, and was woken.")
@State
public class TaskStateTwoWakers {
  private final Word word = Word.idle();

  @Actor
  public void first(II_Result r) {
    r.r1 = word.wake();
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = word.wake();
  }
}
