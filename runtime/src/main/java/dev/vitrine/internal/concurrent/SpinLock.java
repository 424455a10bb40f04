package dev.vitrine.internal.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A lock for sections of a few dozen instructions. Whoever meets it taken stays on the processor.
///
/// Rules for a section: no user code, no waker, no system call, nothing that can suspend a virtual
/// thread, and no second lock. It is not reentrant and not fair.
public final class SpinLock {
  /*
   *   FREE ──lock──▶ HELD ──unlock──▶ FREE
   *
   *   change        by        mode              pairs with
   *   FREE → HELD   anyone    CAS (volatile)    the release in unlock
   *   HELD → FREE   holder    setRelease        the CAS in lock
   *
   * Why not a lock that parks: workers and the async blocks they carry take the same locks. Such a
   * lock keeps its waiters in a queue. When an async block stands first in it and the only worker
   * behind it, the worker sleeps until the block has had its turn, and the block can not run before
   * the worker does.
   *
   * A holder never suspends, so it runs on a processor or was preempted by the system; spinning
   * ends in both cases. After a while a platform thread gives its processor away, for the sake of a
   * preempted holder. A virtual thread does not: its yield would go through our own scheduler in
   * the middle of a poll.
   */
  private static final int SPINS_BEFORE_YIELD = 200;
  private static final VarHandle HELD;

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read and written through HELD
  private boolean held;

  public void lock() {
    if (!HELD.compareAndSet(this, false, true)) {
      lockContended();
    }
  }

  /// To be called by the holder.
  public void unlock() {
    HELD.setRelease(this, false);
  }

  @SuppressWarnings("ThreadPriorityCheck") // see above; nothing depends on what the yield does
  private void lockContended() {
    int spins = 0;
    do {
      while ((boolean) HELD.getOpaque(this)) {
        Thread.onSpinWait();
        if (++spins >= SPINS_BEFORE_YIELD && !Thread.currentThread().isVirtual()) {
          Thread.yield();
        }
      }
    } while (!HELD.compareAndSet(this, false, true));
  }
}
