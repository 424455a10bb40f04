package dev.vitrine.internal.record;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// The worker goes from one small block to the next while the reader comes behind it, and takes
/// parts of blocks.
@JCStressTest
@Outcome(id = "all came", expect = ACCEPTABLE, desc = "There was always another block.")
@Outcome(
    id = "some were lost, and told of where they are missing",
    expect = ACCEPTABLE,
    desc = "The reader was more blocks behind than there are; LOST says what is missing where.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc =
        "An event was looked for in another block, came twice, or is missing and not told of where"
            + " it is missing.")
@State
public class WorkerLaneNextBlock {
  private final Lanes.Race race = new Lanes.Race(Lanes.ofWorker(3, 2, 2), 9);

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
