package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A waker at a task that has yielded and is taken out of its queue again. The first result is who
/// submits (1 the waker, 2 the runner), the second whether the poll saw what the waker wrote.
@JCStressTest
@Outcome(
    id = "0, 1",
    expect = ACCEPTABLE,
    desc = "The waker came before the poll, which serves it.")
@Outcome(
    id = "2, .",
    expect = ACCEPTABLE,
    desc = "The waker came during the poll: the runner submits it again.")
@Outcome(id = "1, .", expect = ACCEPTABLE, desc = "The waker found it idle and submits it.")
@Outcome(
    id = "0, 0",
    expect = FORBIDDEN,
    desc = "The waker relied on a poll that has not seen what was written.")
@Outcome(id = "3, .", expect = FORBIDDEN, desc = "The task is in a queue twice.")
@State
public class TaskStateWakeWhileHandedOn {
  private final Word word = Word.handedOn();
  private int written;
  private int byWaker;
  private int byRunner;

  @Actor
  public void waker() {
    written = 1;
    byWaker = word.wake();
  }

  @Actor
  public void runner(II_Result r) {
    word.takeOver();
    r.r2 = written;
    byRunner = word.pend();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r1 = byWaker + 2 * byRunner;
  }
}
