package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A receiver begins to wait while a value is sent into a slot. It comes again while it finds a
/// place without a value.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It has received the value.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It waits beside a value.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It has got the value and is woken too.")
@State
public class MpscSlotsReceiveAgainstSend {
  private final MpscCore<Integer> core = new MpscCore<>(1);
  private final Flag flag = new Flag();

  @Actor
  public void receiver(II_Result r) {
    while (!core.registerReceiver(flag)) {
      if (core.receive() != null) {
        r.r1 = 1;
        return;
      }
    }
  }

  @Actor
  public void sender() {
    core.trySend(1);
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
