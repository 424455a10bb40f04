package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One who waits is woken at the end of a task and reads its result.
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not woken yet.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Woken, and the result is there.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "Woken, and the result is not there.")
@State
public class JoinStateResultAfterWake {
  private final Word word = Word.running();
  private final Flag flag = new Flag();
  private int result;

  public JoinStateResultAfterWake() {
    word.waitForEnd(flag);
  }

  @Actor
  public void runner() {
    result = 1;
    word.completeAndWake();
  }

  @Actor
  public void joiner(II_Result r) {
    r.r1 = flag.wakes();
    r.r2 = r.r1 == 1 ? result : 0;
  }
}
