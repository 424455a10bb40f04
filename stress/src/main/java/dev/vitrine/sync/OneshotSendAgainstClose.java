package dev.vitrine.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The value is sent while the receiver closes: accepted means that it is there after the close.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was accepted and is there after the close.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It was refused.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "It was accepted and is lost.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "It was refused and is there after the close.")
@State
public class OneshotSendAgainstClose {
  private final Oneshot<Integer> channel = Oneshot.create();

  @Actor
  public void sender(II_Result r) {
    r.r1 = channel.sender().send(1) ? 1 : 0;
  }

  @Actor
  public void receiver(II_Result r) {
    channel.receiver().close();
    r.r2 = channel.receiver().tryReceive() instanceof TryReceive.Received ? 1 : 0;
  }
}
