package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.concurrent.Padded;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Puts one worker to sleep, on the driver if nobody else is there, and wakes it again. Early or
/// repeated unparks become one.
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
   * No wake-up is lost: unpark stores NOTIFIED before it looks at the old value. Either it finds the owner asleep and wakes it, or the owner's
   * compare-and-set from EMPTY fails and it does not sleep. The last step is an exchange, not a store: a second unpark may land after the sleep has ended, and
   * what it was called for must be seen.
   * Looked for by ParkerRaceTest.
   */
  private static final int EMPTY = 0;
  private static final int ASLEEP = 1;
  private static final int DRIVING = 2;
  private static final int NOTIFIED = 3;

  private final Seat seat;
  private final AtomicInteger state = new AtomicInteger(EMPTY);
  private volatile @Nullable Thread sleeper;

  Parker(Seat seat) {
    this.seat = seat;
  }

  /// The driver of a runtime; one worker at a time sits there.
  static final class Seat {
    private final Driver driver;
    private final Runnable look;
    private final AtomicBoolean taken = new AtomicBoolean();

    Seat(Driver driver) {
      this.driver = driver;
      look = () -> driver.parkFor().accept(Duration.ZERO);
    }

    boolean isTaken() {
      return taken.get();
    }

    Driver driver() {
      return driver;
    }
  }

  /// Sleeps until [#unpark]; on the driver, if its seat is free. Owner only.
  ///
  /// @param onDriver told before the sleep whether it will be on the driver
  void park(DrivingListener onDriver) {
    if (state.compareAndSet(NOTIFIED, EMPTY)) {
      return;
    }
    if (seat.taken.compareAndSet(false, true)) {
      try {
        onDriver.driving(true);
        if (state.compareAndSet(EMPTY, DRIVING)) {
          seat.driver.park().run();
          onDriver.driven();
        }
      } finally {
        state.getAndSet(EMPTY);
        seat.taken.set(false);
      }
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
    }
  }

  /// Asks the driver what has happened, without waiting; not when somebody else sits on it.
  void poll(DrivingListener onDriver) {
    onDriver(
        () -> {
          onDriver.driving(true);
          seat.look.run();
          onDriver.driven();
        });
  }

  /// Does something that only who sits on the driver may do; not when somebody else sits there.
  void onDriver(Runnable work) {
    if (!seat.taken.compareAndSet(false, true)) {
      return;
    }
    try {
      work.run();
    } finally {
      seat.taken.set(false);
    }
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
