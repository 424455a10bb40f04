package dev.vitrine.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A runtime shuts down while an idle task is woken: it is polled by the one or put into a queue by
/// the other, never both, and in any case is to be cancelled.
@JCStressTest
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Shutdown polls it.")
@Outcome(
    id = "0, 1, 1",
    expect = ACCEPTABLE,
    desc = "It is in a queue; whoever takes it out will cancel it.")
@Outcome(id = "1, 1, .", expect = FORBIDDEN, desc = "It is polled and in a queue.")
@Outcome(id = "0, 0, .", expect = FORBIDDEN, desc = "Nobody will get it.")
@Outcome(id = "., ., 0", expect = FORBIDDEN, desc = "The cancellation was overwritten.")
@State
public class TaskStateShutdownAgainstWake {
  private final Word word = Word.idle();

  @Actor
  public void shutdown(III_Result r) {
    r.r1 = word.toRunningForShutdown() ? 1 : 0;
  }

  @Actor
  public void waker(III_Result r) {
    r.r2 = word.wake();
  }

  @Arbiter
  public void settled(III_Result r) {
    r.r3 = word.isCancelled() ? 1 : 0;
  }
}
