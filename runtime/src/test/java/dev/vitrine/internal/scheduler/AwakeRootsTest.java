package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwakeRootsTest {
  private final AtomicInteger told = new AtomicInteger();
  private final AwakeRoots roots = new AwakeRoots(told::incrementAndGet);

  @Test
  void aStampTellsOfARootThatWokeAndSleptSince() {
    long before = roots.stamp();
    roots.woke();
    assertTrue(AwakeRoots.isAny(roots.stamp()));
    roots.slept();
    assertFalse(AwakeRoots.isAny(roots.stamp()));
    assertNotEquals(before, roots.stamp());
  }

  @Test
  void whoListensIsToldOnceByTheLastThatSleeps() {
    roots.woke();
    roots.woke();
    roots.listen();
    roots.slept();
    assertEquals(0, told.get());
    roots.slept();
    assertEquals(1, told.get());
    roots.woke();
    roots.slept();
    assertEquals(1, told.get());
  }

  @Test
  void aRootThatSleepsBeforeItIsCountedAsAwakeDoesNoHarm() {
    roots.slept();
    assertTrue(AwakeRoots.isAny(roots.stamp()));
    roots.woke();
    assertFalse(AwakeRoots.isAny(roots.stamp()));
  }
}
