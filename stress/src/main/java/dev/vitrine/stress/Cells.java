package dev.vitrine.stress;

import dev.vitrine.future.Poll;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.Callsites;
import dev.vitrine.internal.task.Origin;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.Schedule;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;
import org.jspecify.annotations.Nullable;

/// Tasks that are only passed from queue to queue.
public final class Cells {
  private static final Origin ORIGIN =
      new Origin(new NoSchedule(), Callsites.at(null, "stress"), "", TaskView.Kind.TASK);

  private Cells() {}

  /// A task that is never polled.
  public static TaskCell<?> one() {
    return new TaskCell<>(ORIGIN, _ -> Poll.ready(1), 0);
  }

  /// Tasks that are never polled.
  public static TaskCell<?>[] some(int count) {
    var cells = new TaskCell<?>[count];
    for (int i = 0; i < count; i++) {
      cells[i] = one();
    }
    return cells;
  }

  private static final class NoSchedule implements Schedule {
    private final OwnedTasks owned = new OwnedTasks(1);

    @Override
    public void schedule(TaskCell<?> task, boolean yields, @Nullable ThreadContext here) {}

    @Override
    public OwnedTasks owned() {
      return owned;
    }

    @Override
    public void finished(TaskCell<?> task, boolean leftEmpty) {}

    @Override
    public void countForeignFinish() {}

    @Override
    public void start(Thread block) {
      throw new UnsupportedOperationException("these tasks belong to no runtime");
    }

    @Override
    public RuntimeContext context() {
      throw new UnsupportedOperationException("these tasks belong to no runtime");
    }

    @Override
    public RuntimeView view() {
      throw new UnsupportedOperationException("these tasks belong to no runtime");
    }

    @Override
    public TaskHooks hooks() {
      return TaskHooks.NONE;
    }

    @Override
    public UnjoinedFailures unjoined() {
      throw new UnsupportedOperationException("these tasks belong to no runtime");
    }
  }
}
