package dev.vitrine.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SleepTest {
  private final ManualTime time = new ManualTime();

  @AfterEach
  void wheelIsEmpty() {
    assertEquals(0, time.timers().size(), "timers left behind");
    time.close();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void isReadyAtItsDeadlineAndNotBefore() {
    var task = ManualTask.pending(Time.sleep(millis(100)));
    time.advanceMillis(99);
    assertEquals(0, task.wakes());
    task.assertPending();
    time.advanceMillis(1);
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void deadlineIsRoundedUpToTheTick() {
    time.clock().advance(Duration.ofNanos(300_000));
    var task = ManualTask.pending(Time.sleep(Duration.ofNanos(500_000)));
    time.advance(Duration.ofNanos(690_000));
    assertEquals(0, task.wakes());
    time.advance(Duration.ofNanos(10_000));
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void zeroAndThePastAreReadyAtOnce() {
    ManualTask.now(Time.sleep(Duration.ZERO));
    Deadline start = Deadline.now();
    time.advanceMillis(5);
    ManualTask.now(Time.sleepUntil(start));
  }

  @Test
  void countsFromItsCallButRegistersAtItsFirstPoll() {
    var task = ManualTask.of(Time.sleep(millis(10)));
    assertEquals(0, time.timers().size());
    time.advanceMillis(10);
    task.assertReady();
  }

  @Test
  void lastWakerIsWoken() {
    var first = new int[1];
    var task = ManualTask.of(Time.sleep(millis(10))).withWaker(() -> first[0]++).assertPending();
    task.withNewWaker().assertPending();
    time.advanceMillis(10);
    assertEquals(0, first[0]);
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void cancelledIsNeverWoken() {
    var task = ManualTask.pending(Time.sleep(millis(10)));
    task.cancel();
    time.advanceMillis(20);
    assertEquals(0, task.wakes());
  }

  @Test
  void resetToLaterKeepsTheRegistration() {
    Sleep sleep = Time.sleep(millis(10));
    var task = ManualTask.pending(sleep);
    sleep.reset(millis(5_000));
    time.advanceMillis(4_999);
    assertEquals(0, task.wakes());
    time.advanceMillis(1);
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void resetToEarlierWakesEarlier() {
    Sleep sleep = Time.sleep(millis(5_000));
    var task = ManualTask.pending(sleep);
    sleep.reset(millis(10));
    time.advanceMillis(10);
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void resetToNowWakesAtOnce() {
    Sleep sleep = Time.sleep(millis(5_000));
    var task = ManualTask.pending(sleep);
    sleep.reset(Duration.ZERO);
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void canBeAwaitedAgainAfterReset() {
    Sleep sleep = Time.sleep(Duration.ZERO);
    ManualTask.now(sleep);
    sleep.reset(millis(10));
    assertFalse(sleep.isElapsed());
    var task = ManualTask.pending(sleep);
    time.advanceMillis(10);
    assertTrue(sleep.isElapsed());
    task.assertReady();
  }

  @Test
  void farFutureIsClampedAndWaits() {
    var task = ManualTask.pending(Time.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
    time.advance(Duration.ofDays(29 * 365));
    assertEquals(0, task.wakes());
    time.advance(Duration.ofDays(365));
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void manyThatAreDueTogetherAreAllWoken() {
    List<ManualTask<@Nullable Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tasks.add(ManualTask.pending(Time.sleep(millis(10))));
    }
    time.advanceMillis(10);
    for (ManualTask<@Nullable Void> task : tasks) {
      assertEquals(1, task.wakes());
      task.assertReady();
    }
  }

  @Test
  void shutdownFailsThoseThatWaitAndThoseThatCome() {
    var waiting = ManualTask.pending(Time.sleep(millis(10)));
    time.timers().shutdown();
    assertEquals(1, waiting.wakes());
    assertThrows(RuntimeShutdownException.class, waiting::poll);
    assertThrows(RuntimeShutdownException.class, ManualTask.of(Time.sleep(millis(10)))::poll);
  }

  /// Seen failing when the list of resources kept it until it was collected.
  @Test
  void isNoLongerListedWhenTheRuntimeHasShutDown() {
    Resources.listers(1);
    try {
      Sleep sleep = Time.sleep(millis(10));
      var waiting = ManualTask.pending(sleep);
      assertTrue(Resources.listed().contains(sleep));
      time.timers().shutdown();
      assertThrows(RuntimeShutdownException.class, waiting::poll);
      assertFalse(Resources.listed().contains(sleep));
    } finally {
      Resources.listers(-1);
    }
  }

  @Test
  void takesBudgetOnlyWhenItIsReady() {
    var spent = ManualTask.of(Time.sleep(Duration.ZERO)).withBudget(0);
    spent.assertPending();
    assertEquals(1, spent.wakes());
    spent.withBudget(3).assertReady();
    assertEquals(2, spent.budgetLeft());
    var waiting = ManualTask.pending(Time.sleep(millis(1)));
    assertEquals(128, waiting.budgetLeft());
    waiting.cancel();
  }

  @Test
  void earlierDeadlineEndsTheDriversSleepAndALaterOneDoesNot() {
    var task = ManualTask.pending(Time.sleep(millis(100)));
    time.timers().beginSleep();
    var later = ManualTask.pending(Time.sleep(millis(200)));
    assertEquals(0, time.unparks());
    var earlier = ManualTask.pending(Time.sleep(millis(50)));
    assertEquals(1, time.unparks());
    time.timers().endSleep();
    var awake = ManualTask.pending(Time.sleep(millis(1)));
    assertEquals(1, time.unparks());
    time.advanceMillis(200);
    List.of(task, later, earlier, awake).forEach(ManualTask::assertReady);
  }

  @Test
  void showsWhatItWaitsFor() {
    var task = ManualTask.pending(Time.sleep(millis(250)));
    assertEquals("Time.sleep", task.operation().operation());
    assertTrue(task.operation().isRegistered());
    Resource resource = task.operation().resource().orElseThrow();
    assertEquals("Sleep", resource.resourceType());
    assertEquals(List.of(Attribute.of("remaining", 250, "ms")), resource.attributes());
    assertEquals(resource.resourceId(), resource.resourceId());
    Operation operation = task.operation();
    task.cancel();
    assertFalse(operation.isRegistered());
  }

  @Test
  void negativeDurationIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Time.sleep(millis(-1)));
  }
}
