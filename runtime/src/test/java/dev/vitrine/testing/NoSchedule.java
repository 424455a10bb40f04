package dev.vitrine.testing;

import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.Schedule;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;
import org.jspecify.annotations.Nullable;

/// A scheduler that never runs anything, for tasks that a test handles itself.
public class NoSchedule implements Schedule {
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
    block.start();
  }

  @Override
  public RuntimeContext context() {
    throw new UnsupportedOperationException("this scheduler belongs to no runtime");
  }

  @Override
  public RuntimeView view() {
    throw new UnsupportedOperationException("this scheduler belongs to no runtime");
  }

  @Override
  public TaskHooks hooks() {
    return TaskHooks.NONE;
  }

  @Override
  public UnjoinedFailures unjoined() {
    throw new UnsupportedOperationException("this scheduler belongs to no runtime");
  }
}
