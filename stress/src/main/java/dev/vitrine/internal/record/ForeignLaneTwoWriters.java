package dev.vitrine.internal.record;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// Two threads write an event each.
@JCStressTest
@Outcome(id = "1 2", expect = ACCEPTABLE, desc = "The first was first.")
@Outcome(id = "2 1", expect = ACCEPTABLE, desc = "The second was first.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc = "Both have taken the same words, or the reader did not find an event.")
@State
public class ForeignLaneTwoWriters {
  private final ForeignLane lane = Lanes.ofThreads(16);

  @Actor
  public void first() {
    Lanes.write(lane, 1);
  }

  @Actor
  public void second() {
    Lanes.write(lane, 2);
  }

  @Arbiter
  public void settled(L_Result r) {
    var out = new Lanes.Out();
    lane.drain(out, true);
    r.r1 = out.toString();
  }
}
