package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A task is aborted while it ends by itself. It has ended for good, and nobody puts it into a
/// queue.
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It has ended.")
@Outcome(
    id = "1, .",
    expect = FORBIDDEN,
    desc = "A task that was running or has ended was put into a queue.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Its end was overwritten.")
@State
public class TaskStateAbortAgainstCompletion {
  private final Word word = Word.running();

  @Actor
  public void aborter(II_Result r) {
    r.r1 = word.abort();
  }

  @Actor
  public void runner() {
    word.toComplete();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = word.hasEnded() ? 1 : 0;
  }
}
