package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The owner of a ring at full speed while others steal: each task comes out once each time it went
/// in.
///
/// Seen failing on copies of [RunQueue] in which a thief releases its claim before it has copied,
/// and in which push takes `real` for the start of the free slots.
@Tag("stress")
class RunQueueStressTest {
  private static final int THIEVES = 2;

  @ParameterizedTest
  @ValueSource(ints = {4, 256})
  void eachTaskComesOutOnceEachTime(int capacity) {
    long seed = Stress.seed("RunQueueStressTest " + capacity);
    TaskCell<?>[] tasks = Cells.some(capacity * 2);
    long base = tasks[0].id();
    var outside = new AtomicIntegerArray(tasks.length); // 1 while a task is in no queue
    for (int i = 0; i < tasks.length; i++) {
      outside.set(i, 1);
    }
    var ring = new RunQueue(capacity);
    var running = new AtomicBoolean(true);
    var parts = new ArrayList<Stress.Part>();
    for (int i = 0; i < THIEVES; i++) {
      parts.add(
          () -> {
            var mine = new RunQueue(capacity);
            while (running.get()) {
              comesOut(ring.stealInto(mine), base, outside);
              for (TaskCell<?> task = mine.pop(); task != null; task = mine.pop()) {
                comesOut(task, base, outside);
              }
            }
          });
    }
    parts.add(
        () -> {
          try {
            own(ring, tasks, outside, Stress.random(seed, 0), Stress.rounds(300_000));
          } finally {
            running.set(false);
          }
        });
    Stress.together(parts);
    for (TaskCell<?> task = ring.pop(); task != null; task = ring.pop()) {
      comesOut(task, base, outside);
    }
    for (int i = 0; i < tasks.length; i++) {
      assertEquals(1, outside.get(i), "a task was lost");
    }
  }

  private static void own(
      RunQueue ring,
      TaskCell<?>[] tasks,
      AtomicIntegerArray outside,
      RandomGenerator random,
      int rounds) {
    long base = tasks[0].id();
    RunQueue.Overflow overflow =
        (first, _, count) -> {
          TaskCell<?> task = first;
          for (int i = 0; i < count && task != null; i++) {
            TaskCell<?> next = task.queueNext();
            comesOut(task, base, outside);
            task = next;
          }
        };
    int next = 0;
    for (int round = 0; round < rounds; round++) {
      if (random.nextInt(5) < 3) {
        // Only what has come out may go in again.
        if (outside.compareAndSet(next, 1, 0)) {
          ring.push(tasks[next], overflow);
        }
        next = (next + 1) % tasks.length;
      } else {
        comesOut(ring.pop(), base, outside);
      }
    }
  }

  private static void comesOut(@Nullable TaskCell<?> task, long base, AtomicIntegerArray outside) {
    if (task != null) {
      int before = outside.getAndAdd((int) (task.id() - base), 1);
      assertEquals(0, before, "a task came out twice");
    }
  }
}
