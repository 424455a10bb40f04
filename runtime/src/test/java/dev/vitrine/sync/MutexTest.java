package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.Attribute;
import dev.vitrine.sync.Mutex.Guard;
import dev.vitrine.testing.ManualTask;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MutexTest {
  private final Mutex mutex = new Mutex();

  @AfterEach
  void isFree() {
    assertFalse(mutex.isLocked(), "still locked");
    assertEquals(0, mutex.waiting());
  }

  @Test
  void letsOneInAndTheOthersInOrder() {
    Guard first = ManualTask.now(mutex.lock());
    var second = ManualTask.pending(mutex.lock());
    var third = ManualTask.pending(mutex.lock());
    first.close();
    assertEquals(1, second.wakes());
    assertEquals(0, third.wakes());
    assertTrue(mutex.tryLock().isEmpty(), "the lock has been handed on");
    Guard next = second.assertReady();
    third.assertPending();
    next.close();
    third.assertReady().close();
  }

  @Test
  void closingAGuardTwiceLetsNobodyElseIn() {
    Guard first = ManualTask.now(mutex.lock());
    first.close();
    Guard second = ManualTask.now(mutex.lock());
    first.close();
    assertTrue(mutex.isLocked());
    second.close();
  }

  @Test
  void cancelledWaiterLosesItsPlaceAndTheLockGoesOn() {
    Guard first = ManualTask.now(mutex.lock());
    var given = ManualTask.pending(mutex.lock());
    var granted = ManualTask.pending(mutex.lock());
    var last = ManualTask.pending(mutex.lock());
    given.cancel();
    first.close();
    assertEquals(1, granted.wakes());
    granted.cancel();
    assertEquals(1, last.wakes());
    last.assertReady().close();
  }

  @Test
  void tryLockTakesAFreeLock() {
    try (Guard _ = mutex.tryLock().orElseThrow()) {
      assertTrue(mutex.isLocked());
      assertTrue(mutex.tryLock().isEmpty());
      assertTrue(mutex.heldSinceNanos().isPresent());
    }
    assertTrue(mutex.heldSinceNanos().isEmpty());
  }

  @Test
  void manyWaitersAllComeThrough() {
    List<ManualTask<Guard>> waiting = new ArrayList<>();
    Guard first = ManualTask.now(mutex.lock());
    for (int i = 0; i < 100; i++) {
      waiting.add(ManualTask.pending(mutex.lock()));
    }
    first.close();
    waiting.forEach(task -> task.assertReady().close());
  }

  @Test
  void showsItsState() {
    assertEquals(List.of(Attribute.of("locked", false)), mutex.attributes());
    Guard guard = ManualTask.now(mutex.lock());
    assertEquals(List.of(Attribute.of("locked", true)), mutex.attributes());
    var task = ManualTask.pending(mutex.lock());
    assertEquals("Mutex.lock", task.operation().operation());
    assertEquals(mutex.resourceId(), task.operation().resource().orElseThrow().resourceId());
    assertTrue(task.operation().isRegistered());
    assertEquals(0, mutex.holderTaskIds().length, "no task holds it");
    task.cancel();
    guard.close();
  }
}
