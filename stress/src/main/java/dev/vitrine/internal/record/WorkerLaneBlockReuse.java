package dev.vitrine.internal.record;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// The worker uses two small blocks in turn while the reader empties them: none is written to
/// before it was read, and what found no room is told of where it is missing.
@JCStressTest
@Outcome(id = "all came", expect = ACCEPTABLE, desc = "There was room for each event.")
@Outcome(
    id = "some were lost, and told of where they are missing",
    expect = ACCEPTABLE,
    desc =
        "There was no room at times; LOST says how many are missing where, and each was counted.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc = "An event was torn, came twice, or is missing and not told of where it is missing.")
@State
public class WorkerLaneBlockReuse {
  private final Lanes.Race race = new Lanes.Race(Lanes.ofWorker(8, 2, 0), 12);

  @Actor
  public void writer() {
    race.write();
  }

  @Actor
  public void reader() {
    race.drain();
  }

  @Arbiter
  public void settled(L_Result r) {
    r.r1 = race.verdict();
  }
}
