package dev.vitrine.internal.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A descriptor is used while it is closed.
@JCStressTest
@Outcome(
    id = "0, 1",
    expect = ACCEPTABLE,
    desc = "It was released once, when nobody used it or had begun to.")
@Outcome(id = "1, .*", expect = FORBIDDEN, desc = "It was released under the one who uses it.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It is left open.")
@Outcome(id = "0, 2", expect = FORBIDDEN, desc = "It was released twice.")
@State
public class InUseEnterAgainstClose {
  private volatile int released;
  private final InUse use = new Use();

  private final class Use extends InUse {
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // two at once is what it looks for
    void release() {
      released++;
    }
  }

  @Actor
  public void user(II_Result r) {
    if (use.enter()) {
      r.r1 = released;
      use.leave();
    }
  }

  @Actor
  public void closer() {
    use.endUse();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = released;
  }
}
