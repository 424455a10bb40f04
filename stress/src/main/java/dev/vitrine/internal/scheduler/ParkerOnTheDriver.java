package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A worker parks on the driver while it is unparked. The driver here sleeps until it is rung or
/// until the one who unparks has returned without ringing, in which case it would have slept for
/// ever.
@JCStressTest
@Outcome(
    id = "0, 1",
    expect = ACCEPTABLE,
    desc = "The unpark came first: the worker did not sleep.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It slept and was rung.")
@Outcome(id = "2, .", expect = FORBIDDEN, desc = "It sleeps for ever: unparked and not rung.")
@Outcome(
    id = "., 0",
    expect = FORBIDDEN,
    desc = "It goes on and does not see what it was unparked for.")
@State
public class ParkerOnTheDriver {
  private final AtomicBoolean rung = new AtomicBoolean();
  private final AtomicBoolean unparked = new AtomicBoolean();
  private final Parker parker =
      new Parker(new Parker.Seat(new Driver(this::sleep, _ -> {}, () -> rung.set(true), () -> {})));
  private int slept;
  private int wanted;

  private void sleep() {
    while (!rung.get() && !unparked.get()) {
      Thread.onSpinWait();
    }
    slept = rung.get() ? 1 : 2;
  }

  @Actor
  public void worker(II_Result r) {
    parker.park(_ -> {}, false);
    r.r1 = slept;
    r.r2 = wanted;
  }

  @Actor
  public void notifier(II_Result r) {
    wanted = 1;
    parker.unpark();
    unparked.set(true);
  }
}
