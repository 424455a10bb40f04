package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// The only slot is emptied while a sender tries for it. The results are what the receiver got,
/// whether the sender was accepted, and what the receiver gets then.
@JCStressTest
@Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "The slot was used again.")
@Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "There was no room yet.")
@Outcome(expect = FORBIDDEN, desc = "The slot was used before it was empty: a value is lost.")
@State
public class MpscSlotsSlotReuse {
  private final MpscCore<Integer> core = new MpscCore<>(1);

  public MpscSlotsSlotReuse() {
    core.trySend(1);
  }

  @Actor
  public void receiver(III_Result r) {
    r.r1 = next();
  }

  @Actor
  public void sender(III_Result r) {
    r.r2 = core.trySend(2) == PermitPool.Outcome.ACQUIRED ? 1 : 0;
  }

  @Arbiter
  public void settled(III_Result r) {
    r.r3 = next();
  }

  private int next() {
    Integer value = core.receive();
    return value == null ? 0 : value;
  }
}
