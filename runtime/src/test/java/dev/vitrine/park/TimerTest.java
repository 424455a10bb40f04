package dev.vitrine.park;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.timer.Clock;
import dev.vitrine.testing.ManualTask;
import dev.vitrine.time.Deadline;
import dev.vitrine.time.TestClock;
import dev.vitrine.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TimerTest {
  private final Recording below = new Recording();
  private final Clock clock = Clock.pausable();
  private final Timer timer = new Timer(below, clock);
  private final Current.Scope scope =
      Current.enter(new Drivers("test", null, timer.handle().timers()));

  @AfterEach
  void leave() {
    scope.close();
  }

  /// A bottom layer that never waits and remembers how long it was asked to. Null stands for no
  /// limit.
  private static final class Recording implements Park {
    final List<@Nullable Duration> waits = new ArrayList<>();
    int unparks;
    boolean closed;
    Runnable duringPark = () -> {};

    @Override
    public void park() {
      waits.add(null);
      duringPark.run();
    }

    @Override
    public void park(Duration timeout) {
      waits.add(timeout);
      duringPark.run();
    }

    @Override
    public Unpark unpark() {
      return () -> unparks++;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void withoutTimersWaitsAsLongAsAsked() {
    timer.park();
    timer.park(Duration.ofSeconds(3));
    assertEquals(2, below.waits.size());
    assertEquals(null, below.waits.getFirst());
    assertEquals(Duration.ofSeconds(3), below.waits.getLast());
  }

  @Test
  void waitsNoLongerThanUntilTheNextDeadline() {
    var task = ManualTask.pending(Time.sleep(Duration.ofMillis(40)));
    timer.park();
    Duration wait = below.waits.getFirst();
    assertTrue(wait != null && wait.toMillis() <= 41 && wait.isPositive(), "waited " + wait);
    timer.park(Duration.ofMillis(1));
    assertEquals(Duration.ofMillis(1), below.waits.getLast());
    task.cancel();
  }

  @Test
  void earlierDeadlineDuringAWaitUnparksTheLayerBelow() {
    below.duringPark = () -> ManualTask.pending(Time.sleep(Duration.ofMillis(40)));
    timer.park();
    assertEquals(1, below.unparks);
  }

  @Test
  void pausedClockJumpsToTheNextDeadlineWhenIdle() {
    clock.pause();
    Deadline start = Deadline.now();
    var task = ManualTask.pending(Time.sleep(Duration.ofHours(1)));
    for (int turns = 0; !task.isWoken(); turns++) {
      assertTrue(turns < 10, "does not come to the deadline");
      timer.park();
    }
    assertEquals(Duration.ofHours(1), Deadline.now().since(start));
    assertTrue(below.waits.stream().allMatch(Duration.ZERO::equals), "waited: " + below.waits);
    task.assertReady();
  }

  @Test
  void pausedClockMovesNoFurtherThanTheWaitAskedFor() {
    clock.pause();
    Deadline start = Deadline.now();
    var task = ManualTask.pending(Time.sleep(Duration.ofHours(1)));
    timer.park(Duration.ofMillis(30));
    assertEquals(Duration.ofMillis(30), Deadline.now().since(start));
    timer.park(Duration.ZERO);
    assertEquals(Duration.ofMillis(30), Deadline.now().since(start));
    task.cancel();
  }

  @Test
  void pausedClockDoesNotMoveWhileThereIsWork() {
    clock.pause();
    Deadline start = Deadline.now();
    var task = ManualTask.pending(Time.sleep(Duration.ofHours(1)));
    timer.unpark().unpark();
    timer.park();
    assertEquals(start, Deadline.now());
    clock.heldBy(() -> Clock.Hold.ELSEWHERE);
    timer.park();
    assertEquals(start, Deadline.now());
    assertEquals(Duration.ofMillis(10), below.waits.getLast(), "waits for the job");
    timer.park(Duration.ofMillis(3));
    assertEquals(Duration.ofMillis(3), below.waits.getLast(), "but no longer than it was asked to");
    clock.heldBy(() -> Clock.Hold.READY);
    timer.park();
    assertEquals(start, Deadline.now());
    assertEquals(Duration.ZERO, below.waits.getLast(), "goes back to what is ready");
    task.cancel();
  }

  @Test
  void aTimerThatIsAddedMeanwhileKeepsThePausedClockFromJumpingPastIt() {
    clock.pause();
    Deadline start = Deadline.now();
    var late = ManualTask.pending(Time.sleep(Duration.ofHours(1)));
    var early = ManualTask.of(Time.sleep(Duration.ofMinutes(1)));
    below.duringPark =
        () -> { // as another thread may do at that moment
          below.duringPark = () -> {};
          early.assertPending();
        };
    timer.park();
    assertEquals(start, Deadline.now());
    comesToItsMinute(early, start);
    late.cancel();
  }

  private void comesToItsMinute(ManualTask<?> early, Deadline start) {
    for (int turns = 0; !early.isWoken(); turns++) {
      assertTrue(turns < 10, "does not come to the deadline");
      timer.park();
    }
    assertEquals(Duration.ofMinutes(1), Deadline.now().since(start));
    early.assertReady();
  }

  /// Seen failing when the clock jumped past it: another thread had registered it and was asleep
  /// again by the time that it was asked for.
  @Test
  void aTimerThatComesWithTheLastQuestionKeepsThePausedClockToo() {
    clock.pause();
    Deadline start = Deadline.now();
    var late = ManualTask.pending(Time.sleep(Duration.ofHours(1)));
    var early = ManualTask.of(Time.sleep(Duration.ofMinutes(1)));
    clock.heldBy(
        () -> {
          clock.heldBy(() -> Clock.Hold.NONE);
          early.assertPending();
          return Clock.Hold.NONE;
        });
    timer.park();
    assertEquals(start, Deadline.now());
    comesToItsMinute(early, start);
    late.cancel();
  }

  @Test
  void advanceMovesTheClockOnceAndYieldsToTheDrivers() {
    TestClock.pause();
    assertTrue(TestClock.isPaused());
    Deadline start = Deadline.now();
    var advance = ManualTask.pending(TestClock.advance(Duration.ofSeconds(5)));
    assertEquals(1, advance.yields());
    assertEquals(Duration.ofSeconds(5), Deadline.now().since(start));
    advance.assertReady();
    assertEquals(Duration.ofSeconds(5), Deadline.now().since(start));
    TestClock.resume();
    assertFalse(TestClock.isPaused());
    assertFalse(Deadline.now().isBefore(start.plus(Duration.ofSeconds(5))));
  }

  @Test
  void misuseOfTheClockIsRefused() {
    assertThrows(IllegalStateException.class, TestClock::resume);
    assertThrows(
        IllegalStateException.class, ManualTask.of(TestClock.advance(Duration.ZERO))::poll);
    TestClock.pause();
    assertThrows(IllegalStateException.class, TestClock::pause);
    assertThrows(IllegalStateException.class, Clock.system()::pause);
  }

  @Test
  void closeFailsTheTimersAndClosesTheLayerBelow() {
    var task = ManualTask.pending(Time.sleep(Duration.ofHours(1)));
    timer.close();
    assertTrue(below.closed);
    assertEquals(1, task.wakes());
    assertThrows(RuntimeShutdownException.class, task::poll);
  }
}
