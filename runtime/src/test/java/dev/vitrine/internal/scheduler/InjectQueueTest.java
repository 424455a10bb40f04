package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who looks through the queue keeps nobody from it.
class InjectQueueTest {
  private final TaskCell<?>[] tasks = Cells.some(9);
  private final InjectQueue queue = new InjectQueue(_ -> {}, 2);
  private final List<TaskCell<?>> seen = new ArrayList<>();

  private void push(int from, int to) {
    for (int i = from; i < to; i++) {
      queue.pushRemote(tasks[i]);
    }
  }

  private void assertSeen(Integer... indices) {
    assertEquals(List.of(indices), seen.stream().map(List.of(tasks)::indexOf).toList());
  }

  @Test
  void allAreSeenInTheirOrder() {
    push(0, 4);
    queue.peek(seen::add);
    assertSeen(0, 1, 2, 3);
    assertSame(tasks[0], queue.take(4));
  }

  @Test
  void aTaskIsTakenOutWhileSomeoneLooks() {
    push(0, 4);
    queue.peek(
        task -> {
          seen.add(task);
          if (seen.size() == 1) {
            assertSame(tasks[0], queue.take(1));
          }
        });
    assertSeen(0, 1, 2, 3);
  }

  @Test
  void thoseTakenOutBeforeTheirTurnAreNotSeen() {
    push(0, 7);
    queue.peek(
        task -> {
          seen.add(task);
          if (seen.size() == 1) {
            queue.take(5);
          }
        });
    assertSeen(0, 1, 5, 6);
  }

  @Test
  void whatComesOnceAllHaveBeenTakenIsNotSeen() {
    push(0, 5);
    queue.peek(
        task -> {
          seen.add(task);
          if (seen.size() == 1) {
            queue.take(5);
            push(5, 9);
            queue.take(1);
          }
        });
    assertSeen(0, 1);
  }

  @Test
  void nothingIsSeenOfAQueueThatIsClosedMeanwhile() {
    push(0, 5);
    queue.peek(
        task -> {
          seen.add(task);
          queue.close();
        });
    assertSeen(0, 1);
    queue.peek(seen::add);
    assertSeen(0, 1);
  }
}
