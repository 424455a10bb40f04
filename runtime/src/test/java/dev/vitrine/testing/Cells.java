package dev.vitrine.testing;

import dev.vitrine.future.Poll;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.instrument.Callsites;
import dev.vitrine.internal.task.Origin;
import dev.vitrine.internal.task.TaskCell;

/// Tasks that are only passed from queue to queue.
public final class Cells {
  /// One that a test pushes and pops to move the indices of a queue.
  public static final TaskCell<?> SPARE = some(1)[0];

  private Cells() {}

  /// Tasks that have never been polled and belong to no scheduler.
  public static TaskCell<?>[] some(int count) {
    var origin = new Origin(new NoSchedule(), Callsites.at(null, "test"), "", TaskView.Kind.TASK);
    var cells = new TaskCell<?>[count];
    for (int i = 0; i < count; i++) {
      cells[i] = new TaskCell<>(origin, _ -> Poll.ready(1), 0);
    }
    return cells;
  }
}
