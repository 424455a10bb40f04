package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Producers of single tasks and of batches, consumers, and a reader of figures at full speed: each
/// task comes out once each time it went in, and the length ends at zero.
///
/// Seen failing on a copy of [InjectQueue] in which a consumer clears the stack with a store after
/// it has read it: producers wait for tasks that never come out.
@Tag("stress")
class InjectQueueStressTest {
  private static final int PRODUCERS = 2;
  private static final int CONSUMERS = 2;
  private static final int OWN = 64;

  @Test
  void eachTaskComesOutOnceEachTime() {
    long seed = Stress.seed("InjectQueueStressTest");
    int rounds = Stress.rounds(100_000);
    var queue = new InjectQueue();
    TaskCell<?>[] tasks = Cells.some(PRODUCERS * OWN);
    long base = tasks[0].id();
    var outside = new AtomicIntegerArray(tasks.length);
    for (int i = 0; i < tasks.length; i++) {
      outside.set(i, 1);
    }
    var producing = new AtomicInteger(PRODUCERS);
    var parts = new ArrayList<Stress.Part>();
    for (int i = 0; i < PRODUCERS; i++) {
      int first = i * OWN;
      RandomGenerator random = Stress.random(seed, i);
      parts.add(
          () -> {
            try {
              produce(queue, tasks, first, outside, random, rounds);
            } finally {
              producing.decrementAndGet();
            }
          });
    }
    for (int i = 0; i < CONSUMERS; i++) {
      RandomGenerator random = Stress.random(seed, PRODUCERS + i);
      parts.add(
          () -> {
            while (producing.get() > 0 || !queue.isEmpty()) {
              comeOut(queue.take(random.nextInt(1, 9)), base, outside);
            }
          });
    }
    parts.add(
        () -> {
          while (producing.get() > 0) {
            queue.peek(task -> assertTrue(task.id() >= base));
            Thread.onSpinWait();
          }
        });
    Stress.together(parts);
    comeOut(queue.close(), base, outside);
    for (int i = 0; i < tasks.length; i++) {
      assertEquals(1, outside.get(i), "a task was lost");
    }
    assertEquals(0, queue.length());
  }

  private static void produce(
      InjectQueue queue,
      TaskCell<?>[] tasks,
      int first,
      AtomicIntegerArray outside,
      RandomGenerator random,
      int rounds) {
    for (int round = 0; round < rounds; round++) {
      int at = first + random.nextInt(OWN - 1);
      while (!outside.compareAndSet(at, 1, 0)) {
        at = first + random.nextInt(OWN - 1);
        Thread.onSpinWait();
      }
      if (random.nextBoolean() && outside.compareAndSet(at + 1, 1, 0)) {
        tasks[at].setQueueNext(tasks[at + 1]);
        tasks[at + 1].setQueueNext(null);
        queue.overflow(tasks[at], tasks[at + 1], 2);
      } else {
        assertTrue(queue.pushRemote(tasks[at]));
      }
    }
  }

  private static void comeOut(@Nullable TaskCell<?> first, long base, AtomicIntegerArray outside) {
    TaskCell<?> task = first;
    while (task != null) {
      TaskCell<?> next = task.queueNext(); // before its producer may push it again
      int before = outside.getAndAdd((int) (task.id() - base), 1);
      assertEquals(0, before, "a task came out twice");
      task = next;
    }
  }
}
