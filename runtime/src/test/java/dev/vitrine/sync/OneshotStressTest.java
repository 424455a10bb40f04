package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.Stress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sender and receiver that meet at random moments, each of which may close instead: a value that
/// was accepted is received, one that was refused is not, and nobody sleeps for ever.
///
/// Seen failing on broken copies: a send that does not look under the lock whether the receiver has
/// closed (an accepted value is not received), and a receiver that registers without looking at the
/// stage again, with the moment before that stretched (it sleeps for ever).
@Tag("stress")
final class OneshotStressTest {

  @Test
  void acceptedMeansReceived() {
    long seed = Stress.seed("OneshotStressTest");
    int rounds = Stress.rounds(10_000);
    var current = new AtomicReference<>(Oneshot.<Integer>create());
    var accepted = new AtomicReference<>(false);
    var received = new AtomicReference<>(false);
    var met = new AtomicInteger();
    Stress.together(
        () -> {
          RandomGenerator random = Stress.random(seed, 0);
          for (int i = 0; i < rounds; i++) {
            current.set(Oneshot.create());
            meet(met);
            accepted.set(send(current.get().sender(), i, random));
            meet(met);
            assertEquals(accepted.get(), received.get(), "in round " + i);
          }
        },
        () -> {
          RandomGenerator random = Stress.random(seed, 1);
          for (int i = 0; i < rounds; i++) {
            meet(met);
            received.set(receive(current.get().receiver(), i, random));
            meet(met);
          }
        });
  }

  /// Both sides go on within some nanoseconds.
  private static void meet(AtomicInteger met) {
    int round = met.getAndIncrement() / 2;
    Stress.await(() -> met.get() >= 2 * (round + 1), "the other side");
  }

  private static boolean send(Oneshot.Sender<Integer> sender, int value, RandomGenerator random) {
    Stress.pause(random, 100);
    return switch (random.nextInt(4)) {
      case 0 -> {
        sender.close();
        yield false;
      }
      case 1 -> sendUnlessClosed(sender, value);
      default -> sender.send(value);
    };
  }

  private static boolean sendUnlessClosed(Oneshot.Sender<Integer> sender, int value) {
    var closed = ManualTask.of(sender.closed());
    boolean open = closed.poll().isPending();
    if (open) {
      closed.cancel();
    }
    boolean sent = sender.send(value);
    assertTrue(open || !sent, "accepted after the receiver was closed");
    return sent;
  }

  private static boolean receive(
      Oneshot.Receiver<Integer> receiver, int value, RandomGenerator random) {
    Stress.pause(random, 100);
    var task = ManualTask.of(receiver.receive());
    try {
      var answer = task.poll();
      if (answer.isPending() && random.nextInt(4) != 0) {
        assertEquals(value, task.runToEnd());
        return true;
      }
      if (!answer.isPending()) {
        assertEquals(value, answer.value());
        return true;
      }
      task.cancel();
    } catch (ClosedException e) {
      return false;
    }
    receiver.close();
    if (receiver.tryReceive() instanceof TryReceive.Received<Integer>(Integer got)) {
      assertEquals(value, got);
      return true;
    }
    assertThrows(ClosedException.class, ManualTask.of(receiver.receive())::poll);
    return false;
  }
}
