package dev.vitrine.internal.timer;

import dev.vitrine.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One deadline of one operation, in the wheel once it has been waited for.
///
/// - **Threads:** [#poll], [#reset] and [#cancel] by the one that polls the operation; the rest is
///   the driver's, under the lock of the wheel.
public final class TimerEntry {
  /*
   * `word` is the tick at which the entry fires (0 and up: it is in the wheel), or one of the three
   * values below.
   *
   *   IDLE ──poll──▶ tick ──driver──▶ FIRED        any ──shutdown of the wheel──▶ SHUTDOWN
   *                  │  ▲ └─cancel, reset─▶ IDLE
   *                  └──┘ reset to a later tick
   *
   *   change             by       how
   *   IDLE → tick        poller   under the wheel's lock
   *   tick → later tick  poller   CAS, without the lock: the entry stays in the slot of its old tick
   *   tick → FIRED       driver   CAS, under the lock
   *   tick → IDLE        poller   under the lock
   *   any → SHUTDOWN     driver   under the lock
   *
   * Never fires early: the driver takes an entry out of its slot, reads the word, and either
   * inserts it again at the tick it finds or fires it by a CAS from a tick that is due. A reset to
   * later that comes in between makes that CAS fail.
   *
   * No wake-up is lost: the waker is stored before the word says that the entry is in the wheel,
   * and replaced under the lock only while it still is. The driver stores FIRED before it takes the
   * waker. A poller that read a tick and then finds its own waker in place did so before the driver
   * took it, so the driver will wake it.
   * Looked for by TimerStressTest.
   */
  static final long IDLE = -1;
  static final long FIRED = -2;
  static final long SHUTDOWN = -3;
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(TimerEntry.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// What became of a poll.
  public enum Outcome {
    WAITING,
    ELAPSED,
    SHUTDOWN
  }

  private final TimerHandle handle;
  private volatile long word = IDLE;
  private volatile @Nullable Waker waker;

  // Where it is in the wheel; guarded by the wheel's lock.
  long slotTick; // the tick whose slot it was put into
  int place; // that slot; it may have been opened since
  int index; // in that slot, or among those that are due

  TimerEntry(TimerHandle handle) {
    this.handle = handle;
  }

  /// Whether the entry has fired, or need not be registered because `deadline` has passed. Takes no
  /// waker.
  public boolean isElapsed(long deadline) {
    long now = word;
    return now == FIRED || (now == IDLE && handle.isDue(deadline));
  }

  /// Whether the entry has fired for `deadline`; puts it into the wheel at the first call. After
  /// [Outcome#WAITING] `waker` is woken at the deadline or at shutdown.
  ///
  /// @param deadline by the clock of the wheel; the same as at the last call unless [#reset] was
  ///   called with another
  public Outcome poll(long deadline, Waker waker) {
    long now = word;
    if (now >= 0) {
      return isWaker(waker) ? Outcome.WAITING : handle.replaceWaker(this, waker);
    }
    if (now == IDLE) {
      return handle.isDue(deadline) ? Outcome.ELAPSED : handle.register(this, deadline, waker);
    }
    return now == FIRED ? Outcome.ELAPSED : Outcome.SHUTDOWN;
  }

  @SuppressWarnings("ReferenceEquality") // one that equals it may wake somebody else
  private boolean isWaker(Waker other) {
    return waker == other;
  }

  /// Moves the entry to `deadline`, also after it has fired. If it is in the wheel it stays there
  /// with its waker, else the next [#poll] puts it there. Cheap if `deadline` is later.
  public void reset(long deadline) {
    long now = word;
    long tick = handle.tickOf(deadline);
    if (now >= 0 && tick >= now && WORD.compareAndSet(this, now, tick)) {
      return;
    }
    handle.move(this, deadline);
  }

  /// Takes the entry out of the wheel; nothing will wake because of it any more.
  public void cancel() {
    if (word >= 0) {
      handle.remove(this);
    }
  }

  /// Whether somebody will be woken by it.
  public boolean isRegistered() {
    return word >= 0 && waker != null;
  }

  long word() {
    return word;
  }

  boolean isInWheel() {
    return word >= 0;
  }

  void enter(long tick, Waker waker) {
    this.waker = waker;
    word = tick;
  }

  void waker(Waker waker) {
    this.waker = waker;
  }

  @Nullable Waker waker() {
    return waker;
  }

  /// Fires if the entry is still due at `tick`, the value of the word that the caller has seen.
  boolean casFired(long tick) {
    return WORD.compareAndSet(this, tick, FIRED);
  }

  void end(long terminal) {
    word = terminal;
  }

  @Nullable Waker takeWaker() {
    Waker taken = waker;
    waker = null;
    return taken;
  }
}
