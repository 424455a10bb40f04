package dev.vitrine.internal.record;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// The reader comes while an event is being written, into a block that has been used before.
@JCStressTest
@Outcome(id = "nothing", expect = ACCEPTABLE, desc = "The event was not there yet.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It was there, and whole.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc = "The reader took something for an event that was none, or not yet whole.")
@State
public class WorkerLanePublication {
  private final WorkerLane lane = Lanes.ofWorker(4, 2, 0);

  @Actor
  public void writer() {
    Lanes.write(lane, 1);
  }

  @Actor
  public void reader(L_Result r) {
    var out = new Lanes.Out();
    lane.drain(out, true);
    r.r1 = out.toString();
  }
}
