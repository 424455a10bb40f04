package dev.vitrine.internal.record;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJ_Result;

/// A thread writes on while the reader comes to the end of a ring that has dropped one event
/// already: LOST tells of each event that was dropped before it, and of no other. The second result
/// is how many were counted as lost.
@JCStressTest
@Outcome(
    id = "7 8 9 L3, 3",
    expect = ACCEPTABLE,
    desc = "The reader came late: both were dropped, too.")
@Outcome(
    id = "7 8 9 L2 2, 2",
    expect = ACCEPTABLE,
    desc = "It came in between: one more was dropped, and the next was written.")
@Outcome(
    id = "7 8 9 L1 1 2, 1",
    expect = ACCEPTABLE,
    desc = "It came first: both were written, behind what tells of the one that is missing.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc = "An event that was dropped is not told of, or is told of in the wrong place.")
@State
public class ForeignLaneDropAgainstDrain {
  private final ForeignLane lane = Lanes.ofThreads(16);
  private final Lanes.Out out = new Lanes.Out();

  public ForeignLaneDropAgainstDrain() {
    for (int i = 7; i <= 10; i++) {
      Lanes.write(lane, i);
    }
  }

  @Actor
  public void writer() {
    Lanes.write(lane, 1);
    Lanes.write(lane, 2);
  }

  @Actor
  public void reader() {
    lane.drain(out, true);
  }

  @Arbiter
  public void settled(LJ_Result r) {
    lane.drain(out, true);
    r.r1 = out.toString();
    r.r2 = lane.lost(Lanes.CODE);
  }
}
