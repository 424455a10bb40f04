package dev.vitrine.internal.scheduler;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Unparks before, during and after a park, on the driver's seat and beside it: nobody sleeps on
/// what it was unparked for, and one at a time sits on the driver.
///
/// Seen failing (as a deadlock) on copies of [Parker] in which unpark looks at the state before it
/// stores NOTIFIED, in which the owner goes to sleep with a plain store, on the driver or beside
/// it, in which the seat is not given back, and in which who had it last leaves it to itself.
@Tag("race")
class ParkerRaceTest {
  private static final int ORDERS = 1_200;

  /// A driver that only sleeps.
  private static final class SleepingDriver {
    private final AtomicBoolean permit = new AtomicBoolean();
    private final AtomicBoolean seated = new AtomicBoolean();
    private volatile @Nullable Thread sleeper;

    void park() {
      check(seated.compareAndSet(false, true), "two threads on one driver");
      sleeper = Thread.currentThread();
      while (!permit.getAndSet(false)) {
        LockSupport.park(this);
      }
      seated.set(false);
    }

    void unpark() {
      permit.set(true);
      LockSupport.unpark(sleeper);
    }

    Parker.Seat seat() {
      return new Parker.Seat(driver());
    }

    /// One that is left to any other who has had it.
    Parker.Seat seatForOthers() {
      return new Parker.Seat(driver(), Long.MAX_VALUE);
    }

    private Driver driver() {
      return new Driver(this::park, _ -> {}, this::unpark, () -> {});
    }
  }

  private static void parkUntil(Parker parker, AtomicBoolean wanted) {
    while (!wanted.get()) {
      parker.park(_ -> {}, false);
    }
  }

  private static void publish(AtomicBoolean wanted, Parker parker) {
    wanted.set(true);
    parker.unpark();
  }

  @Test
  void oneSleeperOnTheDriver() {
    explore(
        ORDERS,
        () -> {
          var driver = new SleepingDriver();
          var parker = new Parker(driver.seat());
          var first = new AtomicBoolean();
          var second = new AtomicBoolean();
          share(driver, parker, first, second);
          together(
              () -> {
                parkUntil(parker, first);
                parkUntil(parker, second);
              },
              () -> publish(first, parker),
              () -> publish(second, parker));
        });
  }

  @Test
  void oneOnTheDriverAndOneBesideIt() {
    explore(
        ORDERS,
        () -> {
          var driver = new SleepingDriver();
          Parker.Seat seat = driver.seat();
          var one = new Parker(seat);
          var two = new Parker(seat);
          var first = new AtomicBoolean();
          var second = new AtomicBoolean();
          share(driver, seat, one, two, first, second);
          together(
              () -> parkUntil(one, first),
              () -> parkUntil(two, second),
              () -> {
                publish(first, one);
                publish(second, two);
              });
          check(!seat.isTaken(), "the seat was not given back");
        });
  }

  /// Each leaves the driver to the other, and both go to sleep: one of them sits there, or what
  /// happens then would never be seen.
  @Test
  void twoThatLeaveTheDriverToEachOther() {
    explore(
        ORDERS,
        () -> {
          var driver = new SleepingDriver();
          Parker.Seat seat = driver.seatForOthers();
          var one = new Parker(seat);
          var two = new Parker(seat);
          var event = new AtomicBoolean();
          share(driver, seat, one, two, event);
          one.onDriver(() -> {});
          together(
              () -> sleepUntil(event, one, two),
              () -> sleepUntil(event, two, one),
              () -> {
                event.set(true);
                driver.unpark();
              });
        });
  }

  private static void sleepUntil(AtomicBoolean event, Parker mine, Parker other) {
    while (!event.get()) {
      mine.park(_ -> {}, true);
    }
    other.unpark();
  }
}
