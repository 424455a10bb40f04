package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import dev.vitrine.testing.Linearizable;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Pushes and takes at an inject queue are linearizable, but for one thing: a take may come back
/// with nothing while another one is at it. So one thread takes here, and RaceTest and StressTest
/// ask about two.
@Tag("race")
public class InjectQueueLincheckTest {
  private static final int TASKS = 16;
  private final TaskCell<?>[] tasks = Cells.some(TASKS);
  private final InjectQueue queue = new InjectQueue();
  private final AtomicInteger next = new AtomicInteger();

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(InjectQueueLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation(nonParallelGroup = "producer")
  public boolean push() {
    return queue.pushRemote(tasks[next.getAndIncrement()]);
  }

  @Operation(nonParallelGroup = "consumer")
  public int take() {
    TaskCell<?> task = queue.take(1);
    return task == null ? -1 : (int) (task.id() - tasks[0].id());
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    private final ArrayDeque<Integer> values = new ArrayDeque<>();
    private int next;

    public boolean push() {
      return values.add(next++);
    }

    public int take() {
      Integer first = values.poll();
      return first == null ? -1 : first;
    }
  }
}
