package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.task.Schedule;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;

/// A way to run tasks beside the scheduler of a runtime, which is the same in all but where they
/// run.
interface ForwardingSchedule extends Schedule {
  /// The scheduler of the runtime.
  Schedule home();

  @Override
  default void finished(TaskCell<?> task, boolean leftEmpty) {}

  @Override
  default void countForeignFinish() {
    home().countForeignFinish();
  }

  @Override
  default void start(Thread block) {
    home().start(block);
  }

  @Override
  default RuntimeContext context() {
    return home().context();
  }

  @Override
  default RuntimeView view() {
    return home().view();
  }

  @Override
  default TaskHooks hooks() {
    return home().hooks();
  }

  @Override
  default UnjoinedFailures unjoined() {
    return home().unjoined();
  }
}
