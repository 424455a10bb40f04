package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Somebody begins to wait for the end of a task while it ends. The first result is whether it goes
/// to sleep, the second whether it is woken, the third whether the result is there when it finds
/// the end.
@JCStressTest
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "It sleeps and is woken.")
@Outcome(
    id = "0, 1, 1",
    expect = ACCEPTABLE,
    desc = "It finds the end, and is woken once too often.")
@Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "It finds the end.")
@Outcome(id = "1, 0, 0", expect = FORBIDDEN, desc = "It sleeps beside a task that has ended.")
@Outcome(id = "0, ., 0", expect = FORBIDDEN, desc = "It finds the end and not the result.")
@State
public class JoinStateWaitAgainstEnd {
  private final Word word = Word.running();
  private final Flag flag = new Flag();
  private int result;

  @Actor
  public void joiner(III_Result r) {
    r.r1 = word.waitForEnd(flag) ? 1 : 0;
    r.r3 = r.r1 == 0 ? result : 0;
  }

  @Actor
  public void runner() {
    result = 1;
    word.completeAndWake();
  }

  @Arbiter
  public void settled(III_Result r) {
    r.r2 = flag.wakes();
  }
}
