package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// To whom a worker that goes to sleep leaves the driver.
@Timeout(60)
class ParkerTest {
  private static final Driver DRIVER = new Driver(LockSupport::park, _ -> {}, () -> {}, () -> {});

  private final Parker.Seat seat = new Parker.Seat(DRIVER, Long.MAX_VALUE);
  private final Parker one = new Parker(seat);
  private final Parker two = new Parker(seat);

  /// Whether the worker goes to sleep on the driver; it does not get to sleep.
  private static boolean sitsDown(Parker worker, boolean leavesItToOthers) {
    var sits = new AtomicBoolean();
    worker.park(
        onDriver -> {
          sits.set(onDriver);
          worker.unpark();
        },
        leavesItToOthers);
    return sits.get();
  }

  @Test
  void itIsLeftToAWorkerThatComesBackSoon() {
    one.onDriver(() -> {});
    assertFalse(sitsDown(two, true));
  }

  @Test
  void nobodyLeavesItToHimself() {
    one.onDriver(() -> {});
    assertTrue(sitsDown(one, true));
  }

  @Test
  void itIsLeftToNobodyWhoHasNotBeenThere() {
    assertTrue(sitsDown(two, true));
  }

  @Test
  void itIsLeftToNobodyAtShutdown() {
    one.onDriver(() -> {});
    assertTrue(sitsDown(two, false));
  }

  @Test
  void itIsNotLeftToAWorkerThatStaysAway() {
    var strict = new Parker.Seat(DRIVER, 0);
    new Parker(strict).onDriver(() -> {});
    assertTrue(sitsDown(new Parker(strict), true));
  }

  /// Before it has come back soon for some times, a worker is thought to stay away for long.
  @Test
  void whoComesBackSoonTimeAfterTimeIsTrusted() {
    var half = new Parker.Seat(DRIVER, 500_000);
    var regular = new Parker(half);
    var other = new Parker(half);
    regular.poll(_ -> {});
    assertTrue(sitsDown(other, true));
    do {
      for (int i = 0; i < 50; i++) {
        regular.poll(_ -> {});
      }
    } while (sitsDown(other, true)); // again if this thread was held up for too long
  }
}
