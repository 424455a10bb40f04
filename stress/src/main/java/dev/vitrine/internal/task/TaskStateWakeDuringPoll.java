package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A waker at a task that is being polled and then pends. What it wrote before it woke is seen by
/// this poll or by another one that is owed by exactly one of the two.
@JCStressTest
@Outcome(id = "0, 1, .", expect = ACCEPTABLE, desc = "The runner puts the task back into a queue.")
@Outcome(id = "1, 0, .", expect = ACCEPTABLE, desc = "The waker puts it into a queue.")
@Outcome(
    id = "0, 0, 1",
    expect = FORBIDDEN,
    desc = "The wake-up is gone, and only by luck had the poll seen what it was for.")
@Outcome(id = "0, 0, 0", expect = FORBIDDEN, desc = "The wake-up is lost.")
@Outcome(id = "1, 1, .", expect = FORBIDDEN, desc = "The task is in a queue twice.")
@State
public class TaskStateWakeDuringPoll {
  private final Word word = Word.running();
  private int written;

  @Actor
  public void waker(III_Result r) {
    written = 1;
    r.r1 = word.wake();
  }

  @Actor
  public void runner(III_Result r) {
    r.r3 = written;
    r.r2 = word.pend();
  }
}
