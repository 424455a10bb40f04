package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.concurrent.Padded;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Puts one worker to sleep, on the driver if nobody else is there, and wakes it again. Early or
/// repeated unparks become one.
///
/// Where a worker that is awake comes back to the driver every so often anyhow, those that go to
/// sleep leave it to that one. Events then come to it in batches, in place of waking another worker
/// for each (`echo_50`).
final class Parker extends Padded {
  /*
   *   EMPTY ──park──▶ ASLEEP or DRIVING ──unpark──▶ NOTIFIED ──park returns──▶ EMPTY
   *     └──────────────── unpark ─────────────────────▲
   *
   *   change                    by       mode             pairs with
   *   EMPTY → ASLEEP, DRIVING   owner    compareAndSet    the exchange in unpark
   *   any → NOTIFIED            anybody  getAndSet        the last exchange in park
   *   any → EMPTY               owner    getAndSet        the exchange in unpark
   *
   * No wake-up is lost: unpark stores NOTIFIED before it looks at the old value. Either it finds
   * the owner asleep and wakes it, or the owner's compare-and-set from EMPTY fails and it does not
   * sleep. The last step is an exchange, not a store: a second unpark may land after the sleep has
   * ended, and what it was called for must be seen.
   *
   *   seat.taken   false → true by who sits down (compareAndSet), true → false by the same (volatile)
   *   seat.last    who had the seat last; stored by that one (opaque) before it gives the seat back
   *   away, left   how long the owner has been away from the seat of late, and since when; hints, opaque
   *
   * While all sleep somebody is on the seat. A worker leaves a free seat alone only if `last` names
   * another. It reads its own store or a later one, so the one who had the seat last does not: as
   * long as the seat is free that one is awake, and when it goes to sleep it sits down, or finds
   * somebody there, who is the last one then. A worker that ends breaks this, so none leaves the
   * seat to others once the runtime shuts down.
   * Looked for by ParkerRaceTest.
   */
  private static final int EMPTY = 0;
  private static final int ASLEEP = 1;
  private static final int DRIVING = 2;
  private static final int NOTIFIED = 3;

  private static final long LONG_AWAY_NANOS = 1_000_000;
  private static final int AWAY_SHIFT = 3; // a new figure counts for an eighth

  private static final VarHandle AWAY;
  private static final VarHandle LEFT;

  static {
    try {
      var lookup = MethodHandles.lookup();
      AWAY = lookup.findVarHandle(Parker.class, "awayNanos", long.class);
      LEFT = lookup.findVarHandle(Parker.class, "leftAtNanos", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Seat seat;
  private final AtomicInteger state = new AtomicInteger(EMPTY);
  private volatile @Nullable Thread sleeper;
  private long awayNanos = LONG_AWAY_NANOS; // a mean
  private long leftAtNanos;
  private boolean isAway; // has left and not come back since; the owner's

  Parker(Seat seat) {
    this.seat = seat;
  }

  /// The driver of a runtime; one worker at a time sits there.
  static final class Seat {
    private static final long SOON_NANOS = 200_000;

    private final Driver driver;
    private final Runnable look;
    private final long soonNanos;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicReference<@Nullable Parker> last = new AtomicReference<>();

    Seat(Driver driver) {
      this(driver, SOON_NANOS);
    }

    /// @param soonNanos how long a worker may be away for others to leave the seat to it
    Seat(Driver driver, long soonNanos) {
      this.driver = driver;
      this.soonNanos = soonNanos;
      look = () -> driver.parkFor().accept(Duration.ZERO);
    }

    boolean isTaken() {
      return taken.get();
    }

    Driver driver() {
      return driver;
    }

    private boolean take() {
      return taken.compareAndSet(false, true);
    }

    private void giveBack(Parker from) {
      last.setOpaque(from);
      taken.set(false);
    }

    /// Whether another than `asker` is awake and will be here soon.
    private boolean isLookedAfter(Parker asker, long now) {
      Parker other = last.getOpaque();
      return other != null && other != asker && other.comesBackWithin(soonNanos, now);
    }
  }

  /// Sleeps until [#unpark]; on the driver, if its seat is free. Owner only.
  ///
  /// @param onDriver told before the sleep whether it will be on the driver
  /// @param leavesItToOthers whether not to sit down where another worker looks after the driver
  /// @return whether the driver has had its turn, or another worker looks after it
  boolean park(DrivingListener onDriver, boolean leavesItToOthers) {
    if (state.compareAndSet(NOTIFIED, EMPTY)) {
      return false;
    }
    long now = System.nanoTime();
    comesBack(now);
    if (!(leavesItToOthers && seat.isLookedAfter(this, now)) && seat.take()) {
      boolean hadItsTurn = false;
      try {
        onDriver.driving(true);
        if (state.compareAndSet(EMPTY, DRIVING)) {
          seat.driver.park().run();
          onDriver.driven();
          hadItsTurn = true;
        }
      } finally {
        state.getAndSet(EMPTY);
        leaves(System.nanoTime());
        seat.giveBack(this);
      }
      return hadItsTurn;
    } else {
      onDriver.driving(false);
      sleeper = Thread.currentThread();
      if (state.compareAndSet(EMPTY, ASLEEP)) {
        while (state.get() == ASLEEP) {
          LockSupport.park(this);
          Thread.interrupted(); // with the flag set the thread could not sleep
        }
      }
      state.getAndSet(EMPTY);
      return true;
    }
  }

  /// Asks the driver what has happened, without waiting; not when somebody else sits on it.
  void poll(DrivingListener onDriver) {
    onDriver(
        () -> {
          comesBack(System.nanoTime());
          onDriver.driving(true);
          seat.look.run();
          onDriver.driven();
          leaves(System.nanoTime());
        });
  }

  /// Does something that only who sits on the driver may do; not when somebody else sits there.
  void onDriver(Runnable work) {
    if (!seat.take()) {
      return;
    }
    try {
      work.run();
    } finally {
      seat.giveBack(this);
    }
  }

  private void comesBack(long now) {
    if (isAway) {
      isAway = false;
      AWAY.setOpaque(this, awayNanos + ((now - leftAtNanos - awayNanos) >> AWAY_SHIFT));
    }
  }

  private void leaves(long now) {
    isAway = true;
    LEFT.setOpaque(this, now);
  }

  /// Any thread; a guess.
  private boolean comesBackWithin(long nanos, long now) {
    return (long) AWAY.getOpaque(this) <= nanos && now - (long) LEFT.getOpaque(this) <= nanos;
  }

  /// Ends the sleep, or the next one. Any thread.
  void unpark() {
    int before = state.getAndSet(NOTIFIED);
    if (before == ASLEEP) {
      LockSupport.unpark(sleeper);
    } else if (before == DRIVING) {
      seat.driver.unpark().run();
    }
  }

  /// Is told where a worker sleeps, and of its turns on the driver.
  interface DrivingListener {
    /// The sleep or the turn begins.
    void driving(boolean onDriver);

    /// The turn is over; nobody else has had the seat meanwhile.
    default void driven() {}
  }
}
