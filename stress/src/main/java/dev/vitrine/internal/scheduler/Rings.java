package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.task.TaskCell;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Rings of four whose indices are about to wrap around 32 bits, and how often each of a few tasks
/// has come out of them.
final class Rings {
  static final int CAPACITY = 4;

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      var lookup = MethodHandles.privateLookupIn(RunQueue.class, MethodHandles.lookup());
      HEAD = lookup.findVarHandle(RunQueue.class, "head", long.class);
      TAIL = lookup.findVarHandle(RunQueue.class, "tail", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static int made; // a lost change does no harm

  private Rings() {}

  /// An empty ring, one to four pushes before its indices become negative or return to zero, by
  /// turns.
  static RunQueue beforeTheWrap() {
    var ring = new RunQueue(CAPACITY);
    int turn = made++;
    int last = (turn & 1) == 0 ? Integer.MAX_VALUE : -1;
    int start = last - (turn >> 1 & 3);
    HEAD.set(ring, ((long) start << 32) | (start & 0xffff_ffffL));
    TAIL.set(ring, start);
    return ring;
  }

  /// Such a ring with `tasks` in it, which must fit.
  static RunQueue with(TaskCell<?>... tasks) {
    RunQueue ring = beforeTheWrap();
    for (TaskCell<?> task : tasks) {
      ring.push(
          task,
          (_, _, count) -> {
            throw new AssertionError("no room for " + count);
          });
    }
    return ring;
  }

  /// Counts tasks by their place in an array, a decimal digit for each: 111 says that each of three
  /// came out once.
  static final class Tally {
    private final TaskCell<?>[] all;
    private int digits;
    private int count;

    Tally(TaskCell<?>... all) {
      this.all = all;
    }

    int digits() {
      return digits;
    }

    /// How many have come out.
    int count() {
      return count;
    }

    void add(@Nullable TaskCell<?> task) {
      int digit = 1;
      for (TaskCell<?> one : all) {
        if (one == task) {
          digits += digit;
          count++;
        }
        digit *= 10;
      }
    }

    /// Adds tasks that are linked, as far as they are ours.
    void addLinked(@Nullable TaskCell<?> first, int most) {
      TaskCell<?> task = first;
      for (int i = 0; i < most && task != null; i++) {
        TaskCell<?> next = task.queueNext();
        add(task);
        task = next;
      }
    }

    void drain(RunQueue ring) {
      for (TaskCell<?> task = ring.pop(); task != null; task = ring.pop()) {
        add(task);
      }
    }

    /// Steals into a ring of the thief's own and empties that.
    void steal(RunQueue victim, RunQueue mine) {
      add(victim.stealInto(mine));
      drain(mine);
    }
  }
}
