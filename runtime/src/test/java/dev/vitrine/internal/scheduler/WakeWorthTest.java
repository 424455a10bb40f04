package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import org.junit.jupiter.api.Test;

class WakeWorthTest {
  private static final long LITTLE = 1_000;
  private static final long MUCH = 1_000_000;
  private static final int FEW = 3;

  private final WakeWorth worth = new WakeWorth();

  private void sleepAfterLittle(int times) {
    for (int i = 0; i < times; i++) {
      worth.slept(LITTLE);
    }
  }

  /// How many of some wake-ups in a row are worth it.
  private int wakeUps(int tasks) {
    var ring = new RunQueue(RunQueue.CAPACITY);
    for (TaskCell<?> task : Cells.some(tasks)) {
      ring.push(task, (_, _, _) -> fail("it is large enough"));
    }
    int count = 0;
    for (int i = 0; i < 100; i++) {
      count += worth.isWorthIt(ring) ? 1 : 0;
    }
    return count;
  }

  @Test
  void atFirstEachIsWorthIt() {
    sleepAfterLittle(3);
    assertEquals(100, wakeUps(FEW));
  }

  @Test
  void afterSeveralForLittleOneInAWhileIsWorthIt() {
    sleepAfterLittle(4);
    long before = CoarseClock.now();
    int count = wakeUps(FEW);
    boolean stood = CoarseClock.now() == before; // it runs only while a runtime is awake
    assertTrue(!stood || count <= 1, "wake-ups in one tick: " + count);
    assertTrue(count > 0, "none is ever woken again");
  }

  @Test
  void oneThatHadMuchToDoChangesNothing() {
    sleepAfterLittle(9);
    worth.slept(MUCH);
    assertTrue(wakeUps(FEW) < 100);
  }

  @Test
  void severalThatHadMuchToDoMakeAllWorthIt() {
    sleepAfterLittle(100);
    for (int i = 0; i < 5; i++) {
      worth.slept(MUCH);
    }
    assertEquals(100, wakeUps(FEW));
  }

  @Test
  void manyTasksAreWorthIt() {
    sleepAfterLittle(9);
    assertEquals(100, wakeUps(RunQueue.CAPACITY / 2));
  }
}
