package dev.vitrine.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.vitrine.future.Poll;
import dev.vitrine.testing.Cells;
import org.junit.jupiter.api.Test;

/// What a task keeps in a short form.
class TaskFiguresTest {
  private static TaskCell<?> spawnedBy(long parentId) {
    return new TaskCell<>(Cells.SPARE.origin(), _ -> Poll.ready(1), parentId);
  }

  @Test
  void aTaskKnowsWhoSpawnedIt() {
    assertEquals(0, spawnedBy(0).parentId());
    TaskCell<?> parent = spawnedBy(0);
    assertEquals(parent.id(), spawnedBy(parent.id()).parentId());
  }

  /// Seen failing when the distance was cut to its lower half.
  @Test
  void howeverManyTasksHaveBeenSpawnedInBetween() {
    long next = spawnedBy(0).id() + 1;
    for (long distance : new long[] {0xFFFF_FFFFL, 0x1_0000_0000L, 0x1_0000_0001L, 1L << 40}) {
      TaskCell<?> task = spawnedBy(next - distance);
      assertEquals(next, task.id());
      assertEquals(next - distance, task.parentId(), () -> "distance " + distance);
      next++;
    }
  }

  @Test
  void itHasItsRarePartsBesideWhoSpawnedIt() {
    long parentId = spawnedBy(0).id() - (1L << 33);
    TaskCell<?> task = spawnedBy(parentId);
    var watched = new TaskFigures.Watched();
    task.rareParts().watched = watched;
    Strands strands = task.strands();
    assertSame(strands, task.strandsIfAny());
    assertSame(watched, task.watched());
    assertEquals(parentId, task.parentId());
  }
}
