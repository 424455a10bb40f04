package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.task.ChangedTasks;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.timer.TimerHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the views of all schedulers have in common.
abstract class RuntimeViewBase implements RuntimeView {
  private final RuntimeSettings settings;
  private final RuntimeFigures figures;
  private final BlockingPool pool;

  RuntimeViewBase(RuntimeSettings settings, RuntimeFigures figures, BlockingPool pool) {
    this.settings = settings;
    this.figures = figures;
    this.pool = pool;
  }

  /// The tasks that are registered, each in one of these.
  abstract List<OwnedTasks> registered();

  /// Hands over the tasks in all other places where a living one can be; some twice, some that are
  /// registered, and some that have ended.
  abstract void forEachElsewhere(Consumer<TaskCell<?>> action);

  @Override
  public final long id() {
    return figures.id;
  }

  @Override
  public final String name() {
    return settings.name();
  }

  @Override
  public final long startedAtNanos() {
    return figures.startedAt;
  }

  @Override
  public final Map<String, String> settings() {
    return settings.described();
  }

  @Override
  public final long liveTasks() {
    return figures.live();
  }

  @Override
  public final long spawnedTasks() {
    return figures.spawned();
  }

  @Override
  public final long budgetForcedYields() {
    return figures.forcedYields();
  }

  @Override
  public final long blockOnPolls() {
    return figures.blockOnPolls();
  }

  @Override
  public final int blockingInPlace() {
    return figures.blockingInPlace();
  }

  @Override
  public final BlockingView blocking() {
    return RuntimeFigures.viewOf(pool);
  }

  @Override
  public final Optional<IoView> io() {
    IoHandle io = settings.drivers().io();
    return io == null
        ? Optional.empty()
        : Optional.of(new IoView(io.registered() - io.deregistered(), io.events(), io.turns()));
  }

  @Override
  public final Optional<TimerView> timer() {
    TimerHandle timer = settings.drivers().timer();
    return timer == null
        ? Optional.empty()
        : Optional.of(new TimerView(timer.size(), timer.nextInNanos()));
  }

  @Override
  public final void forEachLiveTask(Consumer<TaskView> action) {
    liveTaskParts().forEachRemaining(part -> part.forEach(action));
  }

  @Override
  public final Iterator<List<TaskView>> liveTaskParts() {
    // First, because a task goes from here to the registered ones and never back.
    var elsewhere = new ArrayList<TaskCell<?>>();
    forEachElsewhere(
        task -> {
          if (!task.isOwned() && task.state() != TaskView.State.FINISHED) {
            elsewhere.add(task);
          }
        });
    return new LiveTaskParts(elsewhere, registered());
  }

  @Override
  public final Optional<TaskView> task(long id) {
    var found = new AtomicReference<@Nullable TaskView>();
    Consumer<TaskCell<?>> look =
        task -> {
          if (task.id() == id) {
            found.set(task);
          }
        };
    forEachElsewhere(look);
    registered().forEach(tasks -> tasks.partOf(id).forEach(look));
    TaskView living = found.get();
    return living != null
        ? Optional.of(living)
        : ChangedTasks.recentlyFinished().stream().filter(task -> task.id() == id).findFirst();
  }
}
