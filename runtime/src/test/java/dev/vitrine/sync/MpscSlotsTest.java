package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.sync.PermitPool.Outcome;
import dev.vitrine.testing.ManualTask;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MpscSlotsTest {
  private final PermitPool room = new PermitPool(3);
  private final MpscSlots<Integer> slots = new MpscSlots<>(room, 3);

  /// Fills and empties the channel again and again, so that values lie in each slot and across the
  /// end of the ring.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 1000, MpscCore.MOST_SLOTS, MpscCore.MOST_SLOTS + 1})
  void holdsAsManyAsThereIsRoomFor(int capacity) {
    var core = new MpscCore<Integer>(capacity);
    int sent = 0;
    int received = 0;
    for (int round = 0; round < 5; round++) {
      while (core.trySend(sent) == Outcome.ACQUIRED) {
        sent++;
      }
      assertEquals(capacity, core.size());
      for (int i = 0; i < 1 + capacity * 2 / 3; i++) {
        assertEquals(received++, core.receive());
      }
      assertEquals(sent - received, core.size());
    }
    assertTrue(sent > capacity * 3);
  }

  @Test
  void placesGoRound() {
    for (int i = 0; i <= PermitPool.PLACES + 5; i++) {
      slots.trySend(i);
      slots.trySend(-i);
      assertEquals(2, slots.size());
      assertEquals(i, slots.poll());
      assertEquals(-i, slots.poll());
      room.release(2);
    }
    assertTrue(slots.isEmpty());
    assertEquals(3, room.free());
  }

  @Test
  void aPlaceWithoutAValueIsNothingToReceiveAndNoReasonToSleep() {
    assertEquals(Outcome.ACQUIRED, room.tryAcquire(1));
    room.takePlace();
    assertEquals(Outcome.ACQUIRED, slots.trySend(2)); // hidden behind it
    assertFalse(slots.hasNext());
    assertNull(slots.poll());
    assertFalse(slots.isEmpty());
    assertEquals(2, slots.size());
  }

  /// It would not be woken: the sender may have looked for a receiver before this one came.
  @Test
  void aReceiverComesAgainUntilTheValueIsThere() {
    var core = new MpscCore<Integer>(2);
    assertEquals(Outcome.ACQUIRED, core.tryReserve(1));
    core.room().takePlace();
    var receive = ManualTask.of(new MpscOperation.Receive<>(core)).assertPending();
    assertEquals(1, receive.wakes());
    receive.assertPending();
    assertEquals(2, receive.wakes());
  }

  /// The places are in the word of the line, which changes while they are taken.
  @Test
  void permitsAreUsedWhileOthersStandInLine() {
    var channel = Mpsc.<Integer>bounded(3);
    var sender = channel.sender();
    var permits = ManualTask.now(sender.reserveMany(3));
    var fourth = ManualTask.pending(sender.send(4));
    var fifth = ManualTask.pending(sender.send(5));
    permits.next().send(1);
    fifth.cancel();
    permits.next().send(2);
    var receive = channel.receiver();
    assertEquals(Optional.of(1), ManualTask.now(receive.receive()));
    permits.next().send(3);
    fourth.assertReady();
    for (int expected = 2; expected <= 4; expected++) {
      assertEquals(Optional.of(expected), ManualTask.now(receive.receive()));
    }
    assertEquals(3, sender.capacity());
  }
}
