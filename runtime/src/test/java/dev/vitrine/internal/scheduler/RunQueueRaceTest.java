package dev.vitrine.internal.scheduler;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The owner of a ring of four pushes and pops while one or two thieves steal: whatever the order
/// of their steps, each task comes out exactly once.
///
/// Seen failing on copies of [RunQueue] in which pop or an overflow moves the head with a plain
/// store, in which a thief releases its claim before it has copied, and in which push takes `real`
/// for the start of the free slots.
@Tag("race")
class RunQueueRaceTest {
  private static final int ORDERS = 1_200;

  /// A ring whose indices have moved already, and what has come out of it. Plain arrays: the model
  /// checker follows every step of what it runs.
  private static final class Fixture implements RunQueue.Overflow {
    final RunQueue ring = new RunQueue(4);
    final Out overflowed = new Out();

    Fixture(int rotatedBy) {
      for (int i = 0; i < rotatedBy; i++) {
        ring.push(Cells.SPARE, this);
        ring.pop();
      }
    }

    void push(TaskCell<?>... tasks) {
      for (TaskCell<?> task : tasks) {
        ring.push(task, this);
      }
    }

    @Override
    public void overflow(TaskCell<?> first, TaskCell<?> last, int count) {
      TaskCell<?> task = first;
      for (int i = 0; i < count && task != null; i++) {
        overflowed.add(task);
        task = task.queueNext();
      }
    }

    /// Nobody runs any more: all tasks have come out once, those that are left included.
    void assertEachOnce(TaskCell<?>[] tasks, Out... taken) {
      var left = new Out();
      left.drain(ring);
      int all = left.size + overflowed.size;
      for (Out out : taken) {
        all += out.size;
      }
      check(all == tasks.length, "a task was lost or came out twice");
      for (TaskCell<?> task : tasks) {
        int seen = left.count(task) + overflowed.count(task);
        for (Out out : taken) {
          seen += out.count(task);
        }
        check(seen == 1, "a task was lost or came out twice");
      }
    }
  }

  /// What one thread has got.
  private static final class Out {
    private final TaskCell<?>[] tasks = new TaskCell<?>[8];
    private int size;

    void add(@Nullable TaskCell<?> task) {
      if (task != null) {
        tasks[size++] = task;
      }
    }

    void drain(RunQueue ring) {
      for (TaskCell<?> task = ring.pop(); task != null; task = ring.pop()) {
        add(task);
      }
    }

    void stealFrom(RunQueue victim) {
      var mine = new RunQueue(4);
      add(victim.stealInto(mine));
      drain(mine);
    }

    int count(TaskCell<?> wanted) {
      int found = 0;
      for (int i = 0; i < size; i++) {
        found += tasks[i] == wanted ? 1 : 0;
      }
      return found;
    }

    List<TaskCell<?>> list() {
      return List.of(Arrays.copyOf(tasks, size));
    }
  }

  @Test
  void popAgainstAThief() {
    TaskCell<?>[] tasks = Cells.some(3);
    explore(
        ORDERS,
        () -> {
          var fixture = new Fixture(2);
          fixture.push(tasks);
          var thief = new Out();
          var owner = new Out();
          share(fixture, thief, owner);
          together(
              () -> {
                owner.add(fixture.ring.pop());
                owner.add(fixture.ring.pop());
              },
              () -> thief.stealFrom(fixture.ring));
          fixture.assertEachOnce(tasks, owner, thief);
        });
  }

  @Test
  void pushIntoAFullRingAgainstAThief() {
    TaskCell<?>[] tasks = Cells.some(6);
    explore(
        ORDERS,
        () -> {
          var fixture = new Fixture(3);
          fixture.push(tasks[0], tasks[1], tasks[2], tasks[3]);
          var thief = new Out();
          share(fixture, thief);
          together(() -> fixture.push(tasks[4], tasks[5]), () -> thief.stealFrom(fixture.ring));
          fixture.assertEachOnce(tasks, thief);
        });
  }

  @Test
  void twoThievesAndTheOwner() {
    TaskCell<?>[] tasks = Cells.some(4);
    explore(
        ORDERS,
        () -> {
          var fixture = new Fixture(0);
          fixture.push(tasks[0], tasks[1], tasks[2]);
          var first = new Out();
          var second = new Out();
          var owner = new Out();
          share(fixture, first, second, owner);
          together(
              () -> {
                owner.add(fixture.ring.pop());
                fixture.push(tasks[3]);
              },
              () -> first.stealFrom(fixture.ring),
              () -> second.stealFrom(fixture.ring));
          fixture.assertEachOnce(tasks, owner, first, second);
        });
  }

  /// One thread, so no model checker: the corner itself.
  @Test
  void overflowKeepsTheOlderHalfAndHandsOverTheNewerInOrder() {
    TaskCell<?>[] tasks = Cells.some(5);
    for (int rotatedBy = 0; rotatedBy < 9; rotatedBy++) {
      var fixture = new Fixture(rotatedBy);
      fixture.push(tasks);
      assertEquals(List.of(tasks[2], tasks[3], tasks[4]), fixture.overflowed.list());
      var left = new Out();
      left.drain(fixture.ring);
      assertEquals(List.of(tasks[0], tasks[1]), left.list());
    }
  }

  @Test
  void aThiefTakesHalfRoundedUpAndNothingWithoutRoom() {
    TaskCell<?>[] tasks = Cells.some(4);
    var victim = new Fixture(1);
    victim.push(tasks[0], tasks[1], tasks[2]);
    var full = new Fixture(0);
    full.push(Cells.some(3));
    @Nullable TaskCell<?> nothing =
        full.ring == victim.ring ? null : victim.ring.stealInto(full.ring);
    assertEquals(null, nothing, "more than half of its own ring is taken");
    var thief = new RunQueue(4);
    assertTrue(victim.ring.stealInto(thief) == tasks[1]);
    assertEquals(2, thief.lastStolen());
    assertEquals(1, thief.length());
    assertEquals(1, victim.ring.length());
  }
}
