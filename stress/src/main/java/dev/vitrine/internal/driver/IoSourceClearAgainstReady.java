package dev.vitrine.internal.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitrine.future.Waker;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// An operation whose system call would have blocked takes the readiness back while the driver
/// reports a new event.
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The source is ready: the event is kept.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "The event is lost.")
@State
public class IoSourceClearAgainstReady {
  private final IoSource source = Sources.ready();
  private final int seen = source.readiness();
  private final List<Waker> woken = new ArrayList<>();

  @Actor
  public void operation() {
    source.clear(seen, SelectionKey.OP_READ);
  }

  @Actor
  public void driver() {
    source.ready(SelectionKey.OP_READ, woken);
  }

  @Arbiter
  public void settled(I_Result r) {
    r.r1 = IoSource.isReady(source.readiness(), SelectionKey.OP_READ) ? 1 : 0;
  }
}
