package dev.vitrine.internal.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.stress.Flag;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A driver is closed during a turn, and by the thread of the turn as well; an operation waits.
@JCStressTest
@Outcome(
    id = "1, 1, 1",
    expect = ACCEPTABLE,
    desc = "The operation is told, the poller was closed once, and the driver stays closed.")
@Outcome(id = "0, .*", expect = FORBIDDEN, desc = "It waits for a driver that has gone.")
@Outcome(id = "1, 0, .*", expect = FORBIDDEN, desc = "The poller is left open.")
@Outcome(id = "1, 2, .*", expect = FORBIDDEN, desc = "The poller was closed twice, or in use.")
@Outcome(id = "1, 1, 0", expect = FORBIDDEN, desc = "The turn has taken the mark away again.")
@State
public class IoDriverCloseAgainstTurn {
  private final Asked poller = new Asked();
  private final IoDriver driver = new IoDriver(poller);
  private final IoSource source = Sources.notReady(driver.handle());
  private final IoWaiter waiter = new IoWaiter() {};
  private final Flag flag = new Flag();

  public IoDriverCloseAgainstTurn() {
    source.await(waiter, SelectionKey.OP_READ, flag);
  }

  @Actor
  public void worker() {
    driver.turn(0);
    driver.close();
  }

  @Actor
  public void closer() {
    driver.close();
  }

  @Arbiter
  public void settled(III_Result r) {
    r.r1 = flag.wakes();
    r.r2 = poller.misuse ? 2 : poller.closed;
    r.r3 = driver.handle().isShutdown() ? 1 : 0;
  }

  /// Knows what it was asked to watch, and whether it is used as if there were no others.
  private static final class Asked implements Poller {
    private volatile int closed;
    private volatile boolean inUse;
    private volatile boolean misuse;
    private List<IoSource> known = List.of();

    @Override
    public void interest(IoSource source, int ops) {
      known = List.of(source);
    }

    @Override
    public void poll(long nanos, Events events) {
      inUse = true;
      misuse |= closed > 0;
      inUse = false;
    }

    @Override
    public void wakeUp() {}

    @Override
    public Iterable<IoSource> sources() {
      return known;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // two at once is what it looks for
    public void close() {
      misuse |= inUse;
      closed++;
    }
  }
}
