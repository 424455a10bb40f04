package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A value is sent while another one is sent by a permit. The results are what the receiver gets.
@JCStressTest
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first was sent before the second.")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second was sent before the first.")
@Outcome(expect = FORBIDDEN, desc = "Both have had the same place: a value is lost.")
@State
public class MpscSlotsTwoSenders {
  private final MpscCore<Integer> core = new MpscCore<>(2);

  public MpscSlotsTwoSenders() {
    core.tryReserve(1);
  }

  @Actor
  public void sender() {
    core.trySend(1);
  }

  @Actor
  public void holder() {
    core.push(2);
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r1 = next();
    r.r2 = next();
  }

  private int next() {
    Integer value = core.receive();
    return value == null ? 0 : value;
  }
}
