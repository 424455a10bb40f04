package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.ManualTime;
import dev.vitrine.time.ElapsedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MpscTest {
  private final Mpsc.Bounded<Integer> channel = Mpsc.bounded(2);
  private final Mpsc.Sender<Integer> sender = channel.sender();
  private final Mpsc.Receiver<Integer> receiver = channel.receiver();

  private int receiveNow() {
    return ManualTask.now(receiver.receive()).orElseThrow();
  }

  private void assertEnded() {
    assertEquals(Optional.empty(), ManualTask.now(receiver.receive()));
    assertInstanceOf(TryReceive.Closed.class, receiver.tryReceive());
  }

  @Test
  void valuesArriveInOrder() {
    var task = ManualTask.pending(receiver.receive());
    ManualTask.now(sender.send(1));
    ManualTask.now(sender.send(2));
    assertEquals(1, task.wakes());
    assertEquals(Optional.of(1), task.assertReady());
    assertEquals(2, receiveNow());
    assertInstanceOf(TryReceive.Empty.class, receiver.tryReceive());
  }

  @Test
  void sendersWaitInLineWhileItIsFull() {
    fill();
    var third = ManualTask.pending(sender.send(3));
    var fourth = ManualTask.pending(sender.send(4));
    assertEquals(1, receiveNow());
    assertEquals(1, third.wakes());
    assertEquals(0, fourth.wakes());
    assertEquals(TrySend.FULL, sender.trySend(9));
    third.assertReady();
    assertEquals(2, receiveNow());
    fourth.assertReady();
    assertEquals(3, receiveNow());
    assertEquals(4, receiveNow());
    assertEquals(2, sender.capacity());
  }

  private void fill() {
    assertEquals(TrySend.SENT, sender.trySend(1));
    assertEquals(TrySend.SENT, sender.trySend(2));
    assertEquals(0, sender.capacity());
    assertEquals(2, receiver.size());
  }

  @Test
  void endsWhenTheLastSenderIsClosed() {
    var copy = sender.copy();
    assertTrue(sender.isSameChannel(copy));
    assertEquals(2, sender.senders());
    ManualTask.now(copy.send(1));
    sender.close();
    sender.close();
    assertFalse(receiver.isClosed());
    copy.close();
    assertTrue(receiver.isClosed());
    assertEquals(1, receiveNow());
    assertEnded();
  }

  @Test
  void closingTheLastSenderWakesTheReceiver() {
    var task = ManualTask.pending(receiver.receive());
    sender.close();
    assertEquals(1, task.wakes());
    assertEquals(Optional.empty(), task.assertReady());
  }

  @Test
  void closedReceiverRefusesSendersAndDrains() {
    fill();
    var waiting = ManualTask.pending(sender.send(3));
    var closed = ManualTask.pending(sender.closed());
    receiver.close();
    receiver.close();
    assertEquals(1, waiting.wakes());
    assertThrows(ClosedException.class, waiting::poll);
    assertEquals(1, closed.wakes());
    closed.assertReady();
    assertTrue(sender.isClosed());
    assertEquals(TrySend.CLOSED, sender.trySend(4));
    assertThrows(ClosedException.class, ManualTask.of(sender.send(5))::poll);
    assertEquals(1, receiveNow());
    assertEquals(2, receiveNow());
    assertEnded();
    ManualTask.now(sender.closed());
  }

  @Test
  void permitGivenBeforeTheCloseStillDelivers() {
    var permit = ManualTask.now(sender.reserve());
    assertEquals(1, sender.capacity());
    receiver.close();
    var task = ManualTask.pending(receiver.receive());
    assertInstanceOf(TryReceive.Empty.class, receiver.tryReceive());
    task.assertPending();
    permit.send(7);
    assertEquals(Optional.of(7), task.assertReady());
    assertEnded();
  }

  @Test
  void permitGivenBackAfterTheCloseWakesTheReceiver() {
    var permit = ManualTask.now(sender.reserve());
    receiver.close();
    var task = ManualTask.pending(receiver.receive());
    permit.close();
    permit.close();
    assertEquals(1, task.wakes());
    assertEquals(Optional.empty(), task.assertReady());
  }

  @Test
  void grantedSenderThatIsCancelledAfterTheCloseWakesTheReceiver() {
    fill();
    var granted = ManualTask.pending(sender.send(3));
    assertEquals(1, receiveNow());
    assertTrue(granted.isWoken());
    receiver.close();
    assertEquals(2, receiveNow());
    var task = ManualTask.pending(receiver.receive());
    granted.cancel();
    assertEquals(1, task.wakes());
    assertEquals(Optional.empty(), task.assertReady());
  }

  @Test
  void cancelledSendIsNotDeliveredAndGivesItsRoomToTheNext() {
    fill();
    var third = ManualTask.pending(sender.send(3));
    var fourth = ManualTask.pending(sender.send(4));
    receiveNow();
    third.cancel();
    assertEquals(1, fourth.wakes());
    fourth.assertReady();
    assertEquals(2, receiveNow());
    assertEquals(4, receiveNow());
  }

  @Test
  void cancelledReceiveLosesNothing() {
    var given = ManualTask.pending(receiver.receive());
    given.cancel();
    ManualTask.now(sender.send(1));
    assertEquals(0, given.wakes());
    assertEquals(1, receiveNow());
  }

  @Test
  void permitIsRoomForOneValue() {
    var permit = sender.tryReserve().orElseThrow();
    var other = ManualTask.now(sender.reserve());
    assertTrue(sender.tryReserve().isEmpty());
    other.close();
    permit.send(1);
    assertThrows(IllegalStateException.class, () -> permit.send(2));
    permit.close();
    assertEquals(1, sender.capacity());
    assertEquals(1, receiveNow());
    assertEquals(2, sender.capacity());
  }

  @Test
  void roomForSeveralValuesIsTakenAtOnceAndInLine() {
    ManualTask.now(sender.send(1));
    var both = ManualTask.pending(sender.reserveMany(2));
    var behind = ManualTask.pending(sender.send(4));
    assertEquals(TrySend.FULL, sender.trySend(9), "what is free has gone to the first in line");
    assertEquals(1, receiveNow());
    assertEquals(1, both.wakes());
    assertEquals(0, behind.wakes());
    try (var permits = both.assertReady()) {
      assertEquals(2, permits.remaining());
      permits.next().send(2);
      permits.next().send(3);
      assertFalse(permits.hasNext());
      assertThrows(NoSuchElementException.class, permits::next);
    }
    assertEquals(2, receiveNow());
    behind.assertReady();
    assertEquals(3, receiveNow());
    assertEquals(4, receiveNow());
    assertEquals(2, sender.capacity());
  }

  @Test
  void roomForSeveralValuesThatIsNotUsedGoesBack() {
    var permits = sender.tryReserveMany(2).orElseThrow();
    assertTrue(sender.tryReserveMany(1).isEmpty());
    var one = permits.next();
    permits.close();
    permits.close();
    assertEquals(1, sender.capacity());
    assertThrows(NoSuchElementException.class, permits::next);
    one.send(1);
    assertEquals(1, receiveNow());
    assertEquals(2, sender.capacity());
  }

  @Test
  void cancelledReserveManyGivesBackWhatItHadBeenGiven() {
    ManualTask.now(sender.send(1));
    var both = ManualTask.pending(sender.reserveMany(2));
    var behind = ManualTask.pending(sender.send(2));
    both.cancel();
    assertEquals(1, behind.wakes());
    behind.assertReady();
    assertEquals(1, receiveNow());
    assertEquals(2, receiveNow());
    assertEquals(2, sender.capacity());
  }

  @Test
  void roomForSeveralValuesKeepsAClosedChannelFromEnding() {
    var permits = ManualTask.now(sender.reserveMany(2));
    var late = ManualTask.pending(sender.reserveMany(1));
    receiver.close();
    assertThrows(ClosedException.class, late::poll);
    assertTrue(sender.tryReserveMany(0).isEmpty());
    var task = ManualTask.pending(receiver.receive());
    permits.next().send(5);
    assertEquals(Optional.of(5), task.assertReady());
    var end = ManualTask.pending(receiver.receive());
    permits.close();
    assertEquals(1, end.wakes());
    assertEquals(Optional.empty(), end.assertReady());
  }

  @Test
  void roomForNoneOrTooManyValues() {
    fill();
    try (var none = ManualTask.now(sender.reserveMany(0))) {
      assertFalse(none.hasNext());
    }
    assertEquals(0, sender.tryReserveMany(0).orElseThrow().remaining());
    assertThrows(IllegalArgumentException.class, () -> sender.reserveMany(3));
    assertThrows(IllegalArgumentException.class, () -> sender.tryReserveMany(-1));
  }

  @Test
  void weakSendersDoNotKeepTheChannelOpen() {
    var weak = sender.downgrade();
    var task = ManualTask.pending(receiver.receive());
    try (var strong = weak.upgrade().orElseThrow()) {
      sender.close();
      assertEquals(1, strong.senders());
      assertTrue(strong.isSameChannel(sender));
      assertEquals(TrySend.SENT, strong.trySend(1));
      assertEquals(Optional.of(1), task.assertReady());
      assertFalse(receiver.isClosed());
    }
    assertTrue(weak.upgrade().isEmpty());
    assertTrue(receiver.isClosed());
    assertEnded();
  }

  @Test
  void weakSendersOfAnUnboundedChannel() {
    var unbounded = Mpsc.<Integer>unbounded();
    var weak = unbounded.sender().downgrade();
    try (var strong = weak.upgrade().orElseThrow()) {
      unbounded.sender().close();
      strong.send(1);
    }
    assertTrue(weak.upgrade().isEmpty());
    assertEquals(Optional.of(1), ManualTask.now(unbounded.receiver().receive()));
    assertEquals(Optional.empty(), ManualTask.now(unbounded.receiver().receive()));
  }

  @Test
  void cancelledReceiveManyLosesNothing() {
    var into = new ArrayList<Integer>();
    var given = ManualTask.pending(receiver.receiveMany(into, 10));
    fill();
    assertEquals(1, given.wakes(), "one wake-up for several values");
    given.cancel();
    assertEquals(List.of(), into);
    assertEquals(2, ManualTask.now(receiver.receiveMany(into, 10)));
    assertEquals(List.of(1, 2), into);
    assertThrows(IllegalArgumentException.class, () -> receiver.receiveMany(into, -1));
  }

  @Test
  void sendGivesUpAfterItsLimit() {
    try (var time = new ManualTime()) {
      fill();
      var task = ManualTask.pending(sender.send(3, Duration.ofMillis(10)));
      time.advanceMillis(10);
      assertThrows(ElapsedException.class, task::poll);
      assertEquals(1, receiveNow());
      assertEquals(2, receiveNow());
      assertInstanceOf(TryReceive.Empty.class, receiver.tryReceive());
      assertEquals(2, sender.capacity());
    }
  }

  @Test
  void receiveManyTakesWhatIsThere() {
    var unbounded = Mpsc.<Integer>unbounded();
    var into = new ArrayList<Integer>();
    var task = ManualTask.pending(unbounded.receiver().receiveMany(into, 50));
    IntStream.range(0, 80).forEach(unbounded.sender()::send);
    assertEquals(50, task.assertReady());
    assertEquals(30, ManualTask.now(unbounded.receiver().receiveMany(into, 50)));
    assertEquals(IntStream.range(0, 80).boxed().toList(), into);
    assertEquals(0, ManualTask.now(unbounded.receiver().receiveMany(into, 0)));
    unbounded.sender().close();
    assertEquals(0, ManualTask.now(unbounded.receiver().receiveMany(into, 50)));
  }

  @Test
  void aListThatTakesNoMoreCostsNoRoom() {
    fill();
    var full =
        new ArrayList<Integer>() {
          @Override
          public boolean add(Integer value) {
            if (size() == 1) {
              throw new IllegalStateException("full");
            }
            return super.add(value);
          }
        };
    assertThrows(IllegalStateException.class, () -> ManualTask.now(receiver.receiveMany(full, 10)));
    assertEquals(2, sender.capacity());
    sender.close();
    assertEquals(0, ManualTask.now(receiver.receiveMany(new ArrayList<>(), 10)), "the end");
  }

  @Test
  void receiveManyGivesTheRoomBack() {
    fill();
    var third = ManualTask.pending(sender.send(3));
    var into = new ArrayList<Integer>();
    assertEquals(2, ManualTask.now(receiver.receiveMany(into, 10)));
    third.assertReady();
    assertEquals(List.of(1, 2), into);
    assertEquals(3, receiveNow());
    assertEquals(2, sender.capacity());
  }

  @Test
  void unboundedTakesEverythingUntilItIsClosed() {
    var unbounded = Mpsc.<Integer>unbounded();
    for (int i = 0; i < 1_000; i++) {
      unbounded.sender().send(i);
    }
    unbounded.receiver().close();
    assertThrows(ClosedException.class, () -> unbounded.sender().send(1));
    for (int i = 0; i < 1_000; i++) {
      assertEquals(Optional.of(i), ManualTask.now(unbounded.receiver().receive()));
    }
    assertEquals(Optional.empty(), ManualTask.now(unbounded.receiver().receive()));
  }

  @Test
  void closedSenderCanNotBeUsed() {
    sender.close();
    assertThrows(IllegalStateException.class, () -> sender.trySend(1));
    assertThrows(IllegalStateException.class, () -> sender.send(1));
    assertThrows(IllegalStateException.class, sender::reserve);
    assertThrows(IllegalStateException.class, () -> sender.reserveMany(1));
    assertThrows(IllegalStateException.class, sender::copy);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Mpsc.MAX_CAPACITY + 1})
  void capacityOutOfRangeIsRefused(int capacity) {
    assertThrows(IllegalArgumentException.class, () -> Mpsc.bounded(capacity));
  }

  @Test
  void takesBudgetOnlyWithAValue() {
    var task = ManualTask.of(receiver.receive()).withBudget(1).assertPending();
    assertEquals(1, task.budgetLeft());
    ManualTask.now(sender.send(1));
    task.assertReady();
    assertEquals(0, task.budgetLeft());
  }

  /// A task that has spent its budget and can only wait is not polled again before it is woken.
  @Test
  void waitingTakesNoBudget() {
    var receive = ManualTask.of(receiver.receive()).withBudget(0).assertPending();
    assertFalse(receive.isWoken());
    assertTrue(receive.operation().isRegistered());
    fill();
    assertTrue(receive.isWoken());
    var send = ManualTask.of(sender.send(3)).withBudget(0).assertPending();
    assertFalse(send.isWoken());
    receiveNow();
    assertTrue(send.isWoken());
  }

  @Test
  void withoutBudgetNothingIsSentOrReceived() {
    var send = ManualTask.of(sender.send(1)).withBudget(0).assertPending();
    assertTrue(send.isWoken());
    assertEquals(2, sender.capacity());
    fill();
    var receive = ManualTask.of(receiver.receive()).withBudget(0).assertPending();
    assertTrue(receive.isWoken());
    assertEquals(2, receiver.size());
  }

  @Test
  void showsItsState() {
    fill();
    var task = ManualTask.pending(sender.send(3));
    assertEquals("Mpsc.send", task.operation().operation());
    assertTrue(task.operation().isRegistered());
    var resource = task.operation().resource().orElseThrow();
    assertEquals("Mpsc", resource.resourceType());
    var shown = resource.attributes().stream().map(a -> a.name() + "=" + a.value()).toList();
    assertEquals(List.of("len=2", "capacity=2", "permits=0", "senders=1", "closed=false"), shown);
    task.cancel();
    receiveNow();
    receiveNow();
    var receive = ManualTask.pending(receiver.receive());
    assertEquals("Mpsc.receive", receive.operation().operation());
    assertTrue(receive.operation().isRegistered());
    receive.cancel();
  }
}
