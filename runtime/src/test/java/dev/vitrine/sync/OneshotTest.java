package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.testing.ManualTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OneshotTest {
  private final Oneshot<String> channel = Oneshot.create();
  private final Oneshot.Sender<String> sender = channel.sender();
  private final Oneshot.Receiver<String> receiver = channel.receiver();

  @Test
  void valueArrives() {
    var task = ManualTask.pending(receiver.receive());
    assertTrue(sender.send("hello"));
    assertEquals(1, task.wakes());
    assertEquals("hello", task.assertReady());
    assertTrue(receiver.isTerminated());
  }

  @Test
  void valueSentBeforeIsThere() {
    assertTrue(sender.send("early"));
    assertEquals("early", ManualTask.now(receiver.receive()));
  }

  @Test
  void nullIsAValueWhereTheTypeAllowsIt() {
    Oneshot<@Nullable String> nullable = Oneshot.create();
    assertTrue(nullable.sender().send(null));
    assertNull(ManualTask.now(nullable.receiver().receive()));
  }

  @Test
  void closedSenderFailsTheReceiver() {
    var task = ManualTask.pending(receiver.receive());
    sender.close();
    assertEquals(1, task.wakes());
    assertThrows(ClosedException.class, task::poll);
    assertTrue(receiver.isTerminated());
    assertInstanceOf(TryReceive.Closed.class, receiver.tryReceive());
  }

  @Test
  void closingTheSenderAfterItSentChangesNothing() {
    try (sender) {
      assertTrue(sender.send("kept"));
    }
    assertEquals("kept", ManualTask.now(receiver.receive()));
  }

  @Test
  void closedReceiverRefusesTheValueAndTellsTheSender() {
    var closed = ManualTask.pending(sender.closed());
    assertFalse(sender.isClosed());
    receiver.close();
    assertEquals(1, closed.wakes());
    closed.assertReady();
    assertTrue(sender.isClosed());
    assertFalse(sender.send("too late"));
    assertThrows(ClosedException.class, ManualTask.of(receiver.receive())::poll);
  }

  @Test
  void valueSentBeforeTheReceiverClosedCanBeReceived() {
    assertTrue(sender.send("in time"));
    receiver.close();
    assertEquals(new TryReceive.Received<>("in time"), receiver.tryReceive());
  }

  @Test
  void cancelledReceiveLosesNothing() {
    var given = ManualTask.pending(receiver.receive());
    given.cancel();
    assertTrue(sender.send("kept"));
    assertEquals(0, given.wakes());
    assertEquals("kept", ManualTask.now(receiver.receive()));
  }

  @Test
  void tryReceiveTellsWhatIsThere() {
    assertInstanceOf(TryReceive.Empty.class, receiver.tryReceive());
    assertFalse(receiver.isTerminated());
    assertTrue(sender.send("now"));
    assertEquals(new TryReceive.Received<>("now"), receiver.tryReceive());
  }

  @Test
  void misuseIsRefused() {
    assertTrue(sender.send("one"));
    assertThrows(IllegalStateException.class, () -> sender.send("two"));
    ManualTask.now(receiver.receive());
    assertThrows(IllegalStateException.class, receiver::tryReceive);
    Oneshot<String> other = Oneshot.create();
    other.sender().close();
    assertThrows(IllegalStateException.class, () -> other.sender().send("late"));
  }

  @Test
  void showsItsState() {
    var task = ManualTask.pending(receiver.receive());
    assertEquals("Oneshot.receive", task.operation().operation());
    assertTrue(task.operation().isRegistered());
    assertEquals("Oneshot", task.operation().resource().orElseThrow().resourceType());
    task.cancel();
  }
}
