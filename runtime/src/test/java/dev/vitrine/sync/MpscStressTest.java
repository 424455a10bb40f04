package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Senders that wait, try, reserve and give up at random, and a receiver that does so too and may
/// close early: exactly what was accepted is received, in the order of each sender, and the end
/// comes.
///
/// Seen failing on broken copies: an end that does not wait for permits (an accepted value is not
/// received), a permit given back after the close that does not wake the receiver, and a receiver
/// that registers without looking at the queue again, with the moment before that stretched (both
/// sleep for ever).
@Tag("stress")
final class MpscStressTest {
  private static final int SENDERS = 3;
  private static final long SENDER = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 40, MpscCore.MOST_SLOTS + 1})
  void acceptedMeansReceivedInOrder(int capacity) {
    long seed = Stress.seed("MpscStressTest");
    for (int round = Stress.rounds(20); round > 0; round--) {
      run(capacity, seed + round, round % 2 == 0);
    }
  }

  private static void run(int capacity, long seed, boolean closeEarly) {
    var channel = Mpsc.<Long>bounded(capacity);
    var accepted = new AtomicLong();
    var left = new AtomicInteger(SENDERS);
    List<Stress.Part> parts = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      RandomGenerator random = Stress.random(seed, i);
      Mpsc.Sender<Long> sender = channel.sender().copy();
      long first = i * SENDER;
      parts.add(
          () -> {
            try (sender) {
              for (int n = 0; n < 300 && !sender.isClosed(); n++) {
                if (send(sender, first + n, random)) {
                  accepted.incrementAndGet();
                }
              }
            } finally {
              left.decrementAndGet();
            }
          });
    }
    if (!closeEarly) {
      channel
          .sender()
          .close(); // else this one stays open, so that only the receiver ends the channel
    }
    var received = new AtomicLong();
    parts.add(() -> received.set(receive(channel.receiver(), Stress.random(seed, 99), closeEarly)));
    Stress.together(parts);
    assertEquals(accepted.get(), received.get());
    assertEquals(0, left.get());
    assertEquals(capacity, channel.sender().capacity());
  }

  private static boolean send(Mpsc.Sender<Long> sender, long value, RandomGenerator random) {
    try {
      return switch (random.nextInt(5)) {
        case 0 -> sender.trySend(value) == TrySend.SENT;
        case 1 -> sendByPermit(sender, value, random);
        case 2 -> sendOrGiveUp(sender, value, random);
        case 3 -> sendByOneOfSeveral(sender, value, random);
        default -> {
          ManualTask.run(sender.send(value));
          yield true;
        }
      };
    } catch (ClosedException e) {
      return false;
    }
  }

  private static boolean sendByPermit(
      Mpsc.Sender<Long> sender, long value, RandomGenerator random) {
    var permit = ManualTask.run(sender.reserve());
    Stress.pause(random, 2_000);
    if (random.nextBoolean()) {
      permit.close();
      return false;
    }
    permit.send(value);
    return true;
  }

  private static boolean sendByOneOfSeveral(
      Mpsc.Sender<Long> sender, long value, RandomGenerator random) {
    int several = random.nextInt(Math.min(sender.maxCapacity(), 5) + 1);
    try (var permits = ManualTask.run(sender.reserveMany(several))) {
      Stress.pause(random, 2_000);
      if (!permits.hasNext()) {
        return false;
      }
      permits.next().send(value);
      return true;
    }
  }

  private static boolean sendOrGiveUp(
      Mpsc.Sender<Long> sender, long value, RandomGenerator random) {
    var task = ManualTask.of(sender.send(value));
    if (!task.poll().isPending()) {
      return true;
    }
    if (random.nextBoolean()) {
      task.awaitWake();
    }
    task.cancel();
    return false;
  }

  private static long receive(
      Mpsc.Receiver<Long> receiver, RandomGenerator random, boolean closeEarly) {
    long[] last = {-1, -1, -1};
    long count = 0;
    var batch = new ArrayList<Long>();
    while (true) {
      batch.clear();
      if (random.nextBoolean()) {
        var task = ManualTask.of(receiver.receive());
        var answer = task.poll();
        if (answer.isPending() && random.nextInt(4) == 0) {
          task.cancel();
          continue;
        }
        Optional<Long> value = answer.isPending() ? task.runToEnd() : answer.value();
        value.ifPresent(batch::add);
      } else {
        ManualTask.run(receiver.receiveMany(batch, 5));
      }
      if (batch.isEmpty()) {
        return count;
      }
      for (long value : batch) {
        int from = (int) (value / SENDER);
        assertTrue(value % SENDER > last[from], "out of order");
        last[from] = value % SENDER;
      }
      count += batch.size();
      if (closeEarly && count > 100) {
        receiver.close();
      }
    }
  }
}
