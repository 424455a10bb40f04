package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two wakers and the end of a poll: no count gets lost.
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both were counted.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A wake-up was not counted.")
@State
public class TaskStateWakesAreCounted {
  private final Word word = Word.running();

  @Actor
  public void first() {
    word.wake();
  }

  @Actor
  public void second() {
    word.countWake();
  }

  @Arbiter
  public void settled(I_Result r) {
    r.r1 = (int) word.wakeCount();
  }
}
