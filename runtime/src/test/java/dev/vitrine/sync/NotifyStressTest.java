package dev.vitrine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A producer that notifies one after each item and goes on when it has been consumed; a consumer
/// that sleeps until it is notified; and fickle waiters that give up at random. A notice that hits
/// a fickle one has to be passed on, or the consumer sleeps for ever.
///
/// Seen failing on broken copies: a cancellation that passes nothing on; one that looks for the
/// notice before it takes the lock.
@Tag("stress")
final class NotifyStressTest {

  @Test
  void noNoticeIsLost() {
    long seed = Stress.seed("NotifyStressTest");
    int items = Stress.rounds(3_000);
    var notify = new Notify();
    var available = new AtomicInteger();
    var consumed = new AtomicInteger();
    var running = new AtomicBoolean(true);
    Stress.together(
        () -> {
          for (int i = 1; i <= items; i++) {
            available.incrementAndGet();
            notify.notifyOne();
            int item = i;
            Stress.await(() -> consumed.get() >= item, "item " + item);
          }
        },
        () -> {
          try {
            while (consumed.get() < items) {
              ManualTask.run(notify.notified());
              while (available.get() > 0) {
                available.decrementAndGet();
                consumed.incrementAndGet();
              }
            }
          } finally {
            running.set(false);
          }
        },
        () -> waitNowAndThen(notify, running, Stress.random(seed, 1)),
        () -> waitNowAndThen(notify, running, Stress.random(seed, 2)));
    assertEquals(items, consumed.get());
  }

  private static void waitNowAndThen(Notify notify, AtomicBoolean running, RandomGenerator random) {
    while (running.get()) {
      var task = ManualTask.of(notify.notified());
      var answer = task.poll();
      Stress.pause(random, 200);
      if (answer.isPending() && random.nextBoolean()) {
        answer = task.poll();
      }
      if (answer.isPending()) {
        task.cancel();
      } else {
        notify.notifyOne(); // it was meant for somebody who can do something
      }
    }
  }

  @Test
  void allAreToldAtOnceHoweverManyCancelMeanwhile() {
    long seed = Stress.seed("NotifyStressTest");
    var notify = new Notify();
    var running = new AtomicBoolean(true);
    Stress.together(
        () -> {
          try {
            RandomGenerator random = Stress.random(seed, 1);
            for (int round = Stress.rounds(100); round > 0; round--) {
              waitInACrowd(notify, random);
            }
          } finally {
            running.set(false);
          }
        },
        () -> {
          while (running.get()) {
            notify.notifyWaiters();
          }
        });
  }

  private static void waitInACrowd(Notify notify, RandomGenerator random) {
    List<ManualTask<@Nullable Void>> crowd = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      var task = ManualTask.of(notify.notified());
      if (task.poll().isPending()) {
        crowd.add(task);
      }
    }
    for (ManualTask<@Nullable Void> task : crowd) {
      if (random.nextBoolean()) {
        task.cancel();
      } else {
        task.runToEnd();
      }
    }
  }
}
