package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.testing.ManualTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NotifyTest {
  private final Notify notify = new Notify();

  @Test
  void oneIsWokenInOrderOfArrival() {
    var first = ManualTask.pending(notify.notified());
    var second = ManualTask.pending(notify.notified());
    notify.notifyOne();
    assertEquals(1, first.wakes());
    first.assertReady();
    second.assertPending();
    notify.notifyOne();
    second.assertReady();
  }

  @Test
  void lastIsWokenInReverseOrder() {
    var first = ManualTask.pending(notify.notified());
    var second = ManualTask.pending(notify.notified());
    notify.notifyLast();
    first.assertPending();
    second.assertReady();
    first.cancel();
  }

  @Test
  void atMostOnePermitIsKept() {
    notify.notifyOne();
    notify.notifyOne();
    ManualTask.now(notify.notified());
    ManualTask.pending(notify.notified()).cancel();
  }

  @Test
  void allThatExistAreWokenAndNoPermitIsLeft() {
    List<ManualTask<@Nullable Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(ManualTask.pending(notify.notified()));
    }
    var unpolled = ManualTask.of(notify.notified());
    notify.notifyWaiters();
    var later = ManualTask.pending(notify.notified());
    for (ManualTask<@Nullable Void> task : waiting) {
      assertEquals(1, task.wakes());
      task.assertReady();
    }
    unpolled.assertReady();
    later.assertPending().cancel();
  }

  @Test
  void waitersWokenTogetherMayCancelEachOther() {
    List<ManualTask<@Nullable Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      waiting.add(ManualTask.of(notify.notified()));
    }
    // The first of the first batch cancels one that is not in a batch yet, and polls another.
    waiting
        .getFirst()
        .withWaker(
            () -> {
              waiting.get(60).cancel();
              waiting.get(61).assertReady();
            });
    waiting.forEach(ManualTask::assertPending);
    notify.notifyWaiters();
    assertEquals(0, waiting.get(60).wakes());
    waiting.get(69).assertReady();
  }

  @Test
  void noticeGoesToTheNextWhenItsReceiverIsCancelled() {
    var first = ManualTask.pending(notify.notified());
    var second = ManualTask.pending(notify.notified());
    notify.notifyOne();
    first.cancel();
    assertEquals(1, second.wakes());
    second.assertReady();
  }

  @Test
  void lastNoticeGoesToTheLastWhenItsReceiverIsCancelled() {
    var first = ManualTask.pending(notify.notified());
    var second = ManualTask.pending(notify.notified());
    var third = ManualTask.pending(notify.notified());
    notify.notifyLast();
    third.cancel();
    second.assertReady();
    first.assertPending().cancel();
  }

  @Test
  void cancelledNoticeWithNobodyElseIsKeptAsPermit() {
    var only = ManualTask.pending(notify.notified());
    notify.notifyOne();
    only.cancel();
    ManualTask.now(notify.notified());
  }

  @Test
  void cancelledReceiverOfANoticeToAllPassesNothingOn() {
    var first = ManualTask.pending(notify.notified());
    notify.notifyWaiters();
    first.cancel();
    ManualTask.pending(notify.notified()).cancel();
  }

  @Test
  void cancelledBeforeTheNoticeTakesNone() {
    var first = ManualTask.pending(notify.notified());
    var second = ManualTask.pending(notify.notified());
    first.cancel();
    notify.notifyOne();
    assertEquals(0, first.wakes());
    second.assertReady();
  }

  @Test
  void enabledStandsInLineBeforeItIsPolled() {
    Notified enabled = notify.notified();
    assertFalse(enabled.enable());
    assertFalse(enabled.enable());
    var second = ManualTask.pending(notify.notified());
    notify.notifyOne();
    assertTrue(enabled.enable());
    second.assertPending().cancel();
    ManualTask.now(enabled);
  }

  @Test
  void enabledThatTookAPermitPassesItOnWhenCancelled() {
    notify.notifyOne();
    Notified enabled = notify.notified();
    assertTrue(enabled.enable());
    ManualTask.of(enabled).cancel();
    ManualTask.now(notify.notified());
  }

  @Test
  void lastWakerIsWoken() {
    var first = new int[1];
    var task = ManualTask.of(notify.notified()).withWaker(() -> first[0]++).assertPending();
    task.withNewWaker().assertPending();
    notify.notifyOne();
    assertEquals(0, first[0]);
    assertEquals(1, task.wakes());
    task.assertReady();
  }

  @Test
  void showsItsState() {
    var task = ManualTask.pending(notify.notified());
    assertEquals("Notify.notified", task.operation().operation());
    assertTrue(task.operation().isRegistered());
    assertEquals("Notify", task.operation().resource().orElseThrow().resourceType());
    var operation = task.operation();
    task.cancel();
    assertFalse(operation.isRegistered());
  }
}
