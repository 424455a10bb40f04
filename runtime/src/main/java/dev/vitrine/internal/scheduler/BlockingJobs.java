package dev.vitrine.internal.scheduler;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.task.Origins;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.Schedule;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.task.JoinHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Jobs of `spawnBlocking`: tasks with one poll, on a thread of the blocking pool, that may block.
final class BlockingJobs implements ForwardingSchedule {
  private final Scheduler runtime;
  private final RuntimeFigures figures;
  private final BlockingPool pool;
  private final OwnedTasks living = new OwnedTasks(1);
  private final Origins origins = new Origins(this, TaskView.Kind.BLOCKING);

  BlockingJobs(Scheduler runtime, RuntimeFigures figures, BlockingPool pool) {
    this.runtime = runtime;
    this.figures = figures;
    this.pool = pool;
  }

  <T extends @Nullable Object> JoinHandle<T> spawn(
      Callable<T> job, String name, CallsiteRecord callsite) {
    ThreadContext context = Current.context();
    var task =
        new TaskCell<T>(origins.of(callsite, name), new Call<>(job), Scheduler.parentOf(context));
    figures.countSpawn(context, runtime, callsite);
    living.add(task, true);
    task.spawned();
    pool.submit(new Queued(task));
    return task;
  }

  void forEachTask(Consumer<TaskCell<?>> action) {
    living.forEach(0, action);
  }

  @Override
  public Schedule home() {
    return runtime;
  }

  @Override
  public void schedule(TaskCell<?> task, boolean yields, @Nullable ThreadContext here) {
    throw new AssertionError(
        "blocking job "
            + task.id()
            + " is in the pool's queue from the start and ends in its one poll");
  }

  @Override
  public OwnedTasks owned() {
    return living;
  }

  @Override
  public void finished(TaskCell<?> task, boolean leftEmpty) {
    living.remove(task);
  }

  private final class Queued implements BlockingPool.Job {
    private final TaskCell<?> task;

    Queued(TaskCell<?> task) {
      this.task = task;
    }

    @Override
    public long task() {
      return task.id();
    }

    @Override
    public void run() {
      try (var _ = Current.enter(runtime)) {
        task.run(Current.contextForEntering(), false);
      }
    }

    @Override
    public void cancel() {
      task.cancelUnpolled();
    }

    @Override
    public void refuse(RejectedExecutionException why) {
      task.failUnpolled(why);
    }
  }

  /// Calls the job in its poll. There is no budget in a thread that may block.
  private record Call<T extends @Nullable Object>(Callable<T> job) implements Async<T> {
    @Override
    public Poll<T> poll(Context cx) {
      ((ThreadContext) cx).dropBudget();
      try {
        return Poll.ready(job.call());
      } catch (Exception e) {
        throw Call.<RuntimeException>asIs(e);
      }
    }

    @SuppressWarnings({
      "unchecked",
      "TypeParameterUnusedInFormals"
    }) // passes on what the user's code threw
    private static <X extends Throwable> X asIs(Throwable thrown) throws X {
      throw (X) thrown;
    }
  }
}
