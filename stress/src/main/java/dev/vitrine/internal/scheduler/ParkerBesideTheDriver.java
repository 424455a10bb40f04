package dev.vitrine.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A worker parks beside the driver, on whose seat somebody sits, while it is unparked. Should the
/// wake-up be lost, the test hangs, and jcstress says so.
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It goes on and sees what it was unparked for.")
@Outcome(
    id = "0",
    expect = FORBIDDEN,
    desc = "It goes on and does not see what it was unparked for.")
@State
public class ParkerBesideTheDriver {
  private static final Parker.Seat TAKEN = taken();
  private final Parker parker = new Parker(TAKEN);
  private int wanted;

  private static Parker.Seat taken() {
    var seat = new Parker.Seat(new Driver(LockSupport::park, _ -> {}, () -> {}, () -> {}));
    Seats.take(seat);
    return seat;
  }

  @Actor
  public void worker(I_Result r) {
    parker.park(_ -> {}, false);
    r.r1 = wanted;
  }

  @Actor
  public void notifier(I_Result r) {
    wanted = 1;
    parker.unpark();
  }
}
