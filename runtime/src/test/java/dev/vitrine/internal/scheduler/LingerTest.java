package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LingerTest {
  private static final long SHORT = 50_000;
  private static final long LONG = 1_000_000;

  private final Linger linger = new Linger();

  /// @return whether the worker would look out after it
  private boolean round(long sleep, int tasks) {
    linger.slept(sleep);
    if (tasks > 0) {
      linger.tookFromOutside(tasks);
    }
    return linger.isWorthIt();
  }

  private void looksInVain() {
    assertFalse(linger.seesTask(new InjectQueue(), System.nanoTime()));
  }

  @Test
  void twoShortSleepsMakeItWorthIt() {
    assertFalse(linger.isWorthIt());
    assertFalse(round(SHORT, 1));
    assertTrue(round(SHORT, 1));
  }

  @Test
  void aLongSleepEndsIt() {
    for (int i = 0; i < 10; i++) {
      round(SHORT, 1);
    }
    assertFalse(round(LONG, 1));
    assertFalse(round(SHORT, 1));
    assertTrue(round(SHORT, 1));
  }

  @Test
  void sleepsThatNoTaskFromOutsideEndsDoNotCount() {
    for (int i = 0; i < 10; i++) {
      assertFalse(round(SHORT, 0));
    }
  }

  @Test
  void manyAtATimeEndIt() {
    for (int i = 0; i < 10; i++) {
      round(SHORT, 1);
    }
    assertFalse(round(SHORT, 100));
    linger.tookFromOutside(1); // one of many that a short sleep before did not end
    assertFalse(linger.isWorthIt());
  }

  @Test
  void looksInVainEndIt() {
    for (int i = 0; i < 100; i++) {
      round(SHORT, 1);
    }
    int looks = 0;
    while (linger.isWorthIt()) {
      looksInVain();
      looks++;
    }
    assertEquals(3, looks);
  }

  @Test
  void afterLooksInVainItTakesMoreAndMoreSleeps() throws InterruptedException {
    var sleeps = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      sleeps.add(sleepsUntilWorthIt());
      looksInVain();
    }
    assertEquals(List.of(2, 4, 8, 16), sleeps);
    sleepsUntilWorthIt();
    seesTask();
    looksInVain();
    while (linger.isWorthIt()) {
      looksInVain();
    }
    assertEquals(4, sleepsUntilWorthIt());
  }

  private int sleepsUntilWorthIt() {
    for (int sleeps = 1; ; sleeps++) {
      if (round(SHORT, 1)) {
        return sleeps;
      }
    }
  }

  @Test
  void aTaskFromOutsideIsSeen() throws InterruptedException {
    assertFalse(linger.endsSearch());
    seesTask();
    assertTrue(linger.endsSearch());
    assertFalse(linger.endsSearch());
  }

  private void seesTask() throws InterruptedException {
    var inject = new InjectQueue();
    TaskCell<?> task = Cells.some(1)[0];
    Thread sender = Thread.ofPlatform().start(() -> inject.pushRemote(task));
    long farAhead = System.nanoTime() + 30_000_000_000L;
    assertTrue(linger.seesTask(inject, farAhead));
    assertEquals(task, inject.take(1));
    sender.join();
  }
}
