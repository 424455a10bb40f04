package dev.vitrine.internal.task;

import dev.vitrine.instrument.TaskView;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The user's callbacks about tasks; null where there is none. What they throw is reported and goes
/// no further.
public record TaskHooks(
    @Nullable Consumer<TaskView> spawned,
    @Nullable Consumer<TaskView> terminated,
    @Nullable Consumer<TaskView> beforePoll,
    @Nullable Consumer<TaskView> afterPoll) {

  public static final TaskHooks NONE = new TaskHooks(null, null, null, null);

  private static final System.Logger LOG = System.getLogger("dev.vitrine");

  static void call(@Nullable Consumer<TaskView> hook, TaskView task) {
    if (hook != null) {
      try {
        hook.accept(task);
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a task hook failed for task " + task.id(), e);
      }
    }
  }
}
