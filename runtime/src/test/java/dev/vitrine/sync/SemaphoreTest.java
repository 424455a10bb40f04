package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Resource;
import dev.vitrine.sync.Semaphore.Permit;
import dev.vitrine.testing.ManualTask;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SemaphoreTest {
  private final Semaphore semaphore = new Semaphore(3);

  private static void assertBalanced(Semaphore semaphore, int permits) {
    assertEquals(permits, semaphore.availablePermits());
    assertEquals(0, semaphore.waiting());
  }

  @Test
  void takesAndGivesBack() {
    Permit two = ManualTask.now(semaphore.acquire(2));
    assertEquals(1, semaphore.availablePermits());
    assertEquals(2, two.permits());
    two.close();
    two.close();
    assertBalanced(semaphore, 3);
  }

  @Test
  void handsPermitsOnInOrderOfArrival() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    var first = ManualTask.pending(semaphore.acquire());
    var second = ManualTask.pending(semaphore.acquire());
    all.forget();
    semaphore.addPermits(1);
    assertEquals(1, first.wakes());
    assertEquals(0, second.wakes());
    second.assertPending();
    first.assertReady().close();
    second.assertReady().close();
    assertBalanced(semaphore, 1);
  }

  @Test
  void largeRequestAtTheHeadIsNotOvertaken() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    var large = ManualTask.pending(semaphore.acquire(3));
    var small = ManualTask.pending(semaphore.acquire());
    all.forget();
    semaphore.addPermits(2);
    assertEquals(0, semaphore.availablePermits());
    assertTrue(semaphore.tryAcquire().isEmpty());
    assertFalse(small.isWoken());
    semaphore.addPermits(1);
    Permit three = large.assertReady();
    small.assertPending();
    three.close();
    small.assertReady().close();
    assertBalanced(semaphore, 3);
  }

  @Test
  void cancelledWaiterGivesBackWhatItHadBeenGiven() {
    ManualTask.now(semaphore.acquire(3)).forget();
    var large = ManualTask.pending(semaphore.acquire(3));
    var small = ManualTask.pending(semaphore.acquire());
    semaphore.addPermits(2);
    large.cancel();
    assertEquals(1, small.wakes());
    small.assertReady().forget();
    assertBalanced(semaphore, 1);
  }

  @Test
  void morePermitsThanThereCanBeAreRefusedBeforeAnybodyIsGivenOne() {
    var all = ManualTask.now(semaphore.acquire(3));
    var waits = ManualTask.pending(semaphore.acquire());
    assertThrows(IllegalStateException.class, () -> semaphore.addPermits(Integer.MAX_VALUE));
    waits.assertPending();
    all.close();
    waits.assertReady().close();
    assertBalanced(semaphore, 3);
  }

  @Test
  void cancelledAfterItWasGrantedGivesAllBack() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    var granted = ManualTask.pending(semaphore.acquire(2));
    all.close();
    assertTrue(granted.isWoken());
    granted.cancel();
    assertBalanced(semaphore, 3);
  }

  @Test
  void cancelledBeforeItsFirstPollChangesNothing() {
    ManualTask.of(semaphore.acquire()).cancel();
    assertBalanced(semaphore, 3);
  }

  @Test
  void cancelledWaiterIsNotWoken() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    var given = ManualTask.pending(semaphore.acquire());
    given.cancel();
    all.close();
    assertEquals(0, given.wakes());
  }

  @Test
  void closeFailsThoseWhoWaitAndThoseWhoCome() {
    Permit held = ManualTask.now(semaphore.acquire(2));
    var waiting = ManualTask.pending(semaphore.acquire(3));
    semaphore.close();
    assertTrue(semaphore.isClosed());
    assertEquals(1, waiting.wakes());
    assertThrows(ClosedException.class, waiting::poll);
    assertThrows(ClosedException.class, ManualTask.of(semaphore.acquire())::poll);
    assertTrue(semaphore.tryAcquire().isEmpty());
    held.close();
    assertBalanced(semaphore, 3);
  }

  @Test
  void oneThatWasGrantedBeforeTheCloseGetsItsPermit() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    var granted = ManualTask.pending(semaphore.acquire());
    all.close();
    semaphore.close();
    granted.assertReady().close();
    assertBalanced(semaphore, 3);
  }

  @Test
  void tryAcquireTakesOnlyWhatIsFree() {
    assertTrue(semaphore.tryAcquire(4).isEmpty());
    try (Permit permit = semaphore.tryAcquire(3).orElseThrow()) {
      assertEquals(3, permit.permits());
      assertTrue(semaphore.tryAcquire().isEmpty());
    }
    assertBalanced(semaphore, 3);
  }

  @Test
  void forgetTakesPermitsOutOfCirculation() {
    ManualTask.now(semaphore.acquire()).forget();
    assertEquals(2, semaphore.forgetPermits(5));
    assertBalanced(semaphore, 0);
  }

  @Test
  void mergedPermitsAreGivenBackTogether() {
    Permit one = ManualTask.now(semaphore.acquire());
    Permit two = ManualTask.now(semaphore.acquire(2));
    one.merge(two);
    assertEquals(3, one.permits());
    assertEquals(0, two.permits());
    two.close();
    assertEquals(0, semaphore.availablePermits());
    one.close();
    assertBalanced(semaphore, 3);
  }

  @Test
  void aPermitThatWasGivenBackCanTakeOverOthers() {
    Permit one = ManualTask.now(semaphore.acquire());
    one.close();
    one.merge(ManualTask.now(semaphore.acquire(2)));
    assertEquals(2, one.permits());
    assertTrue(semaphore.heldSinceNanos().isPresent());
    one.close();
    assertTrue(semaphore.heldSinceNanos().isEmpty());
    assertBalanced(semaphore, 3);
  }

  @Test
  void onlyOtherPermitsOfTheSameSemaphoreMerge() {
    Permit one = ManualTask.now(semaphore.acquire());
    Permit other = ManualTask.now(new Semaphore(1).acquire());
    assertThrows(IllegalArgumentException.class, () -> one.merge(other));
    assertThrows(IllegalArgumentException.class, () -> one.merge(one));
    assertEquals(1, one.permits());
    assertEquals(1, other.permits());
    one.close();
  }

  @Test
  void splitPermitsAreGivenBackOnTheirOwn() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    Permit two = all.split(2).orElseThrow();
    assertEquals(1, all.permits());
    assertEquals(2, two.permits());
    assertTrue(all.split(2).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> all.split(0));
    var waiting = ManualTask.pending(semaphore.acquire(2));
    two.close();
    waiting.assertReady().forget();
    all.close();
    assertBalanced(semaphore, 1);
  }

  @Test
  void aPermitThatPartsWithAllOfItHoldsNothing() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    Permit rest = all.split(3).orElseThrow();
    assertEquals(0, all.permits());
    all.close();
    assertEquals(0, semaphore.availablePermits());
    assertTrue(semaphore.heldSinceNanos().isPresent());
    rest.close();
    assertTrue(semaphore.heldSinceNanos().isEmpty());
    assertBalanced(semaphore, 3);
  }

  @Test
  void moreWaitersThanABatchAreAllWoken() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    List<ManualTask<Permit>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(ManualTask.pending(semaphore.acquire()));
    }
    semaphore.addPermits(100);
    waiting.forEach(task -> task.assertReady().close());
    all.close();
    assertBalanced(semaphore, 103);
  }

  @Test
  void tooManyPermitsAreRefused() {
    assertThrows(IllegalStateException.class, () -> semaphore.addPermits(Semaphore.MAX_PERMITS));
    assertThrows(IllegalArgumentException.class, () -> semaphore.addPermits(-1));
    assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
    assertThrows(IllegalArgumentException.class, () -> new Semaphore(Semaphore.MAX_PERMITS + 1));
    assertBalanced(semaphore, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Semaphore.MAX_PERMITS + 1})
  void requestOutOfRangeIsRefused(int permits) {
    assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(permits));
    assertThrows(IllegalArgumentException.class, () -> semaphore.tryAcquire(permits));
  }

  @Test
  void takesBudgetOnlyWhenItGetsPermits() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    var task = ManualTask.of(semaphore.acquire()).withBudget(1).assertPending();
    assertEquals(1, task.budgetLeft());
    all.close();
    task.assertReady().close();
    assertEquals(0, task.budgetLeft());
  }

  @Test
  void showsItsState() {
    Permit all = ManualTask.now(semaphore.acquire(3));
    var task = ManualTask.pending(semaphore.acquire(2));
    assertEquals("Semaphore.acquire", task.operation().operation());
    assertTrue(task.operation().isRegistered());
    assertEquals(List.of(Attribute.of("permits", 2)), task.operation().operationAttributes());
    Resource resource = task.operation().resource().orElseThrow();
    assertEquals(semaphore.resourceId(), resource.resourceId());
    assertEquals(
        List.of(Attribute.of("permits", 0), Attribute.of("closed", false)), resource.attributes());
    assertTrue(resource.heldSinceNanos().isPresent());
    task.cancel();
    all.close();
    assertTrue(resource.heldSinceNanos().isEmpty());
  }
}
