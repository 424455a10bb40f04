package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import dev.vitrine.testing.Linearizable;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The owner pushes and pops while a thief steals one task at a time, from a ring of two:
/// linearizable as a queue whose thief takes the first. A ring of two lets a thief take one; larger
/// takes are not one operation, and RaceTest and StressTest ask about them, as about an overflow.
@Tag("race")
public class RunQueueLincheckTest {
  private static final int TASKS = 16;
  private final TaskCell<?>[] tasks = Cells.some(TASKS);
  private final RunQueue ring = new RunQueue(2);
  private final RunQueue mine = new RunQueue(2);
  private int next;

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(RunQueueLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation(nonParallelGroup = "owner")
  public boolean push() {
    if (ring.length() == 2) {
      return false;
    }
    while (ring.free() == 0) {
      Thread.onSpinWait(); // for the thief, who has claimed a task and not yet freed its slot
    }
    ring.push(tasks[next++], (_, _, _) -> {});
    return true;
  }

  @Operation(nonParallelGroup = "owner")
  public int pop() {
    return number(ring.pop());
  }

  @Operation(nonParallelGroup = "thief")
  public int steal() {
    return number(ring.stealInto(mine));
  }

  private int number(@Nullable TaskCell<?> task) {
    return task == null ? -1 : (int) (task.id() - tasks[0].id());
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    private final ArrayDeque<Integer> values = new ArrayDeque<>();
    private int next;

    public boolean push() {
      return values.size() < 2 && values.add(next++);
    }

    public int pop() {
      Integer first = values.poll();
      return first == null ? -1 : first;
    }

    public int steal() {
      return pop();
    }
  }
}
