package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.concurrent.Padded;
import dev.vitrine.internal.instrument.CoarseClock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Whether it is worth while to wake a worker for tasks that lie in the ring of one that is awake.
///
/// Waking costs both sides some microseconds, and where processors are busy with others more than
/// that. Where those woken one after the other had little to do, because the waker would have been
/// through with its tasks soon, no more are woken but one every few milliseconds, or when many
/// tasks lie there; until most of those have had something to do. `mpsc_contended` paid for it, and
/// `echo_50`, where a second worker takes half of a batch that the first one needs 50 µs for.
final class WakeWorth extends Padded {
  /*
   * A hint, and no part of the protocol that keeps tasks from being forgotten: who stays silent is
   * awake, and polls what lies in his ring himself. If he gets stuck in a poll before, the watchdog
   * wakes another. So races of these two fields lose nothing: all accesses are opaque.
   */
  private static final long LITTLE_NANOS = 100_000;
  private static final int ENOUGH = 4;
  private static final int MOST = 2 * ENOUGH;
  private static final int MANY = RunQueue.CAPACITY / 2;
  private static final long TRY_NANOS = 4 * CoarseClock.TICK_NANOS;

  private static final VarHandle LITTLE;
  private static final VarHandle TRIED;

  static {
    try {
      var lookup = MethodHandles.lookup();
      LITTLE = lookup.findVarHandle(WakeWorth.class, "little", int.class);
      TRIED = lookup.findVarHandle(WakeWorth.class, "triedAtNanos", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  @SuppressWarnings("UnusedVariable") // through its handle
  private int little; // wake-ups for little, more than for much

  @SuppressWarnings("UnusedVariable") // through its handle
  private long triedAtNanos;

  /// A worker that was woken for work sleeps again.
  ///
  /// @param awakeNanos how long it was awake
  void slept(long awakeNanos) {
    int before = (int) LITTLE.getOpaque(this);
    int after = awakeNanos < LITTLE_NANOS ? Math.min(before + 1, MOST) : Math.max(before - 1, 0);
    if (after != before) {
      LITTLE.setOpaque(this, after);
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
    if (now - (long) TRIED.getOpaque(this) < TRY_NANOS) {
      return false;
    }
    TRIED.setOpaque(this, now);
    return true;
  }
}
