package dev.vitrine.internal.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import java.nio.channels.SelectionKey;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// An operation begins to wait while the driver is shut down.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It waits and is woken.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It finds the driver shut down.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "It waits for a driver that has gone.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "It was told to go on, and is woken too.")
@State
public class IoSourceAwaitAgainstShutdown {
  private final IoSource source = Sources.notReady();
  private final IoWaiter waiter = new IoWaiter() {};
  private final Flag flag = new Flag();

  @Actor
  public void operation(II_Result r) {
    r.r1 = source.await(waiter, SelectionKey.OP_READ, flag) ? 1 : 0;
  }

  @Actor
  public void driver() {
    source.shutDown();
  }

  @Arbiter
  public void settled(II_Result r) {
    r.r2 = flag.wakes();
  }
}
