package dev.vitrine.internal.record;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// The worker goes from one small ring to the next while the reader comes behind it.
@JCStressTest
@Outcome(id = "all came", expect = ACCEPTABLE, desc = "There was always another ring.")
@Outcome(
    id = "some were lost, and told of where they are missing",
    expect = ACCEPTABLE,
    desc = "The reader was more rings behind than there are; LOST says what is missing where.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc =
        "An event was looked for in another ring, came twice, or is missing and not told of where"
            + " it is missing.")
@State
public class WorkerLaneNextRing {
  private static final int EVENTS = 9;

  private final WorkerLane lane = Lanes.ofWorker(16, 2);
  private final Lanes.Check out = new Lanes.Check();

  @Actor
  public void writer() {
    for (int i = 1; i <= EVENTS; i++) {
      Lanes.write(lane, i);
    }
  }

  @Actor
  public void reader() {
    for (int i = 0; i < 6; i++) {
      lane.drain(out);
    }
  }

  @Arbiter
  public void settled(L_Result r) {
    lane.drain(out);
    Lanes.write(lane, EVENTS + 1); // a worker tells of what is missing with the next event
    lane.drain(out);
    r.r1 = out.verdict(lane, EVENTS + 1);
  }
}
