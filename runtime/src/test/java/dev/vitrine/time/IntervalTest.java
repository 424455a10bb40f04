package dev.vitrine.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.ManualTime;
import dev.vitrine.time.Interval.MissedTick;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IntervalTest {
  private static final Duration PERIOD = Duration.ofMillis(50);
  private final ManualTime time = new ManualTime();
  private final Deadline start = Deadline.now();
  private final Interval interval = Time.interval(PERIOD);

  @AfterEach
  void wheelIsEmpty() {
    assertEquals(0, time.timers().size(), "timers left behind");
    time.close();
  }

  /// Receives the next tick, which must come exactly `waitMillis` from now, and gives the
  /// millisecond at which it was due.
  private long tickAfter(long waitMillis) {
    var task = ManualTask.of(interval.tick());
    if (waitMillis > 0) {
      task.assertPending();
      time.advanceMillis(waitMillis - 1);
      task.assertPending();
      time.advanceMillis(1);
    }
    return task.assertReady().since(start).toMillis();
  }

  @Test
  void ticksAtOnceAndThenEveryPeriod() {
    assertEquals(0, tickAfter(0));
    assertEquals(50, tickAfter(50));
    assertEquals(100, tickAfter(50));
  }

  @Test
  void burstCatchesUpAndKeepsTheSchedule() {
    tickAfter(0);
    time.advanceMillis(170);
    assertEquals(50, tickAfter(0));
    assertEquals(100, tickAfter(0));
    assertEquals(150, tickAfter(0));
    assertEquals(200, tickAfter(30));
  }

  @Test
  void delayBeginsAnewAfterALateTick() {
    interval.missedTick(MissedTick.DELAY);
    tickAfter(0);
    time.advanceMillis(170);
    assertEquals(50, tickAfter(0));
    assertEquals(220, tickAfter(50));
  }

  @Test
  void skipGoesOnAtTheNextTimeOfTheOldSchedule() {
    interval.missedTick(MissedTick.SKIP);
    tickAfter(0);
    time.advanceMillis(170);
    assertEquals(50, tickAfter(0));
    assertEquals(200, tickAfter(30));
  }

  @Test
  void fiveMillisecondsLateIsNotMissed() {
    interval.missedTick(MissedTick.DELAY);
    tickAfter(0);
    time.advanceMillis(55);
    assertEquals(50, tickAfter(0));
    assertEquals(100, tickAfter(45));
    time.advanceMillis(56);
    assertEquals(150, tickAfter(0));
    assertEquals(206, tickAfter(50));
  }

  @Test
  void cancelledTickIsNotLost() {
    tickAfter(0);
    var given = ManualTask.pending(interval.tick());
    given.cancel();
    time.advanceMillis(50);
    assertEquals(50, tickAfter(0));
  }

  @Test
  void resetsBeginAnew() {
    tickAfter(0);
    time.advanceMillis(20);
    interval.reset();
    assertEquals(70, tickAfter(50));
    interval.resetImmediately();
    assertEquals(70, tickAfter(0));
    interval.resetAfter(Duration.ofMillis(7));
    assertEquals(77, tickAfter(7));
    interval.resetAt(Deadline.after(Duration.ofMillis(3)));
    assertEquals(80, tickAfter(3));
    assertEquals(130, tickAfter(50));
  }

  @Test
  void showsItself() {
    tickAfter(0);
    var task = ManualTask.pending(interval.tick());
    assertEquals("Interval.tick", task.operation().operation());
    assertEquals("Interval", task.operation().resource().orElseThrow().resourceType());
    task.cancel();
  }

  @Test
  void periodMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> Time.interval(Duration.ZERO));
  }
}
