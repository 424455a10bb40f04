package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.concurrent.Padded;
import dev.vitrine.internal.instrument.CoarseClock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Whether it is worth while to wake a worker for tasks that lie in the ring of one that is awake.
///
/// Waking costs both sides some microseconds. Where those woken one after the other had nearly
/// nothing to do, because the waker was through with its tasks before they came, no more are woken
/// but one a tick of the coarse clock, or when many tasks lie there; until one of them has had
/// something to do. `mpsc_contended` paid for it.
final class WakeWorth extends Padded {
  /*
   * A hint, and no part of the protocol that keeps tasks from being forgotten: who stays silent is awake, and polls what lies in his
   * ring himself. If he gets stuck in a poll before, the watchdog wakes another. So races of these two fields lose nothing: all
   * accesses are opaque.
   */
  private static final long LITTLE_NANOS = 10_000;
  private static final int ENOUGH = 4;
  private static final int MANY = 32;

  private static final VarHandle LITTLE;
  private static final VarHandle TRIED;

  static {
    try {
      var lookup = MethodHandles.lookup();
      LITTLE = lookup.findVarHandle(WakeWorth.class, "littleInARow", int.class);
      TRIED = lookup.findVarHandle(WakeWorth.class, "triedAtNanos", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  @SuppressWarnings("UnusedVariable") // through its handle
  private int littleInARow;

  @SuppressWarnings("UnusedVariable") // through its handle
  private long triedAtNanos;

  /// A worker that was woken for work sleeps again.
  ///
  /// @param awakeNanos how long it was awake
  void slept(long awakeNanos) {
    int little = (int) LITTLE.getOpaque(this);
    if (awakeNanos >= LITTLE_NANOS) {
      if (little > 0) {
        LITTLE.setOpaque(this, 0);
      }
    } else if (little < ENOUGH) {
      LITTLE.setOpaque(this, little + 1);
    }
  }

  /// Whether to wake a worker for one of the tasks in `ring`, which belongs to the caller.
  boolean isWorthIt(RunQueue ring) {
    return (int) LITTLE.getOpaque(this) < ENOUGH || isWorthItAfterLittle(ring.length());
  }

  private boolean isWorthItAfterLittle(int tasks) {
    if (tasks >= MANY) {
      return true;
    }
    long now = CoarseClock.now();
    if (now == (long) TRIED.getOpaque(this)) {
      return false;
    }
    TRIED.setOpaque(this, now);
    return true;
  }
}
