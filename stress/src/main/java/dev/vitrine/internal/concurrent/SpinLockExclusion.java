package dev.vitrine.internal.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two threads add to a plain field under the lock.
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Each has seen what the other did before.")
@Outcome(
    id = ".*",
    expect = FORBIDDEN,
    desc = "Both were inside at once, or one did not see the other.")
@State
public class SpinLockExclusion {
  private final SpinLock lock = new SpinLock();
  private int guarded;

  private void add() {
    lock.lock();
    guarded++;
    lock.unlock();
  }

  @Actor
  public void first() {
    add();
  }

  @Actor
  public void second() {
    add();
  }

  @Arbiter
  public void settled(I_Result r) {
    r.r1 = guarded;
  }
}
