package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A worker that was unparked before parks, and is unparked again meanwhile: the second may be
/// swallowed only if what it was called for is seen, otherwise the next park ends at once.
@JCStressTest
@Outcome(id = "1, .", expect = ACCEPTABLE, desc = "The worker sees what it was unparked for.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It does not, and its next park ends at once.")
@Outcome(
    id = "0, 1",
    expect = FORBIDDEN,
    desc = "It does not, and sleeps at its next park: the second unpark is lost.")
@State
public class ParkerSecondUnpark {
  private final Parker parker =
      new Parker(new Parker.Seat(new Driver(this::sleep, _ -> {}, () -> {}, () -> {})));
  private int sleeps;
  private int wanted;

  public ParkerSecondUnpark() {
    parker.unpark();
  }

  private void sleep() {
    sleeps++;
  }

  @Actor
  public void worker(II_Result r) {
    parker.park(_ -> {}, false);
    r.r1 = wanted;
  }

  @Actor
  public void notifier(II_Result r) {
    wanted = 1;
    parker.unpark();
  }

  @Arbiter
  public void settled(II_Result r) {
    sleeps = 0;
    parker.park(_ -> {}, false);
    r.r2 = sleeps;
  }
}
