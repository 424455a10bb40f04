package dev.vitrine.internal.scheduler;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.task.Origin;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.task.TaskEvents;
import dev.vitrine.task.TaskException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs a root on the thread that calls `blockOn`, which sleeps while the root is pending; and the
/// jobs of the blocking pool.
final class BlockOn {
  private final Scheduler runtime;
  private final RuntimeFigures figures;
  private final BlockingPool pool;
  private final BlockingJobs jobs;
  private final OwnedTasks roots = new OwnedTasks(1);
  private final AwakeRoots awake;
  private final Set<TaskCell<?>> living = ConcurrentHashMap.newKeySet();

  /// @param awake where the roots count
  BlockOn(Scheduler runtime, RuntimeFigures figures, BlockingPool pool, AwakeRoots awake) {
    this.runtime = runtime;
    this.awake = awake;
    this.figures = figures;
    this.pool = pool;
    jobs = new BlockingJobs(runtime, figures, pool);
  }

  BlockingJobs blockingJobs() {
    return jobs;
  }

  /// Runs `root` to its end on the calling thread; on a thread of the pool, beyond its cap, when
  /// the caller is a virtual one, which can not carry others.
  <T extends @Nullable Object> T run(Async<T> root, CallsiteRecord callsite, Loop loop) {
    refuseNested(runtime);
    if (!Thread.currentThread().isVirtual()) {
      return onThisThread(root, callsite, loop);
    }
    var result = new CompletableFuture<T>();
    pool.submitRoot(
        new ForVirtual<>(result, () -> onThisThread(root, callsite, loop), runtime.name()));
    return joinUninterruptibly(result);
  }

  /// Runs `action` here, or on a thread of its own when the caller is a virtual one, which can not
  /// carry others. What it throws is passed on.
  ///
  /// @param what is done, for the message
  /// @param thread the name of the thread
  /// @throws RejectedExecutionException if the system refuses that thread; nothing has been done
  void onPlatformThread(String what, String thread, Runnable action) {
    if (!Thread.currentThread().isVirtual()) {
      action.run();
      return;
    }
    var result = new CompletableFuture<@Nullable Void>();
    try {
      pool.runApart(
          thread,
          () -> {
            try {
              action.run();
              result.complete(null);
            } catch (Throwable e) {
              result.completeExceptionally(e);
            }
          });
    } catch (OutOfMemoryError noThread) {
      throw new RejectedExecutionException(
          what
              + " of runtime "
              + runtime.name()
              + " was called on a virtual thread, which can not poll tasks, and the system refuses a"
              + " thread for it: nothing was done; call it on a platform thread, or again later",
          noThread);
    }
    joinUninterruptibly(result);
  }

  /// A thread that polls tasks must not wait for others, unless it blocks in place.
  static void refuseNested(RuntimeCore runtime) {
    ThreadContext context = Current.context();
    if (context != null && context.executor() != null && !context.isBlockingInPlace()) {
      var outer = context.runtime();
      throw new IllegalStateException(
          "blockOn() of runtime "
              + runtime.name()
              + " was called from inside runtime "
              + (outer == null ? "?" : outer.name())
              + ": the worker would wait for itself. Await instead, or call it on a thread of"
              + " spawnBlocking() or in blockInPlace()");
    }
  }

  private <T extends @Nullable Object> T onThisThread(
      Async<T> root, CallsiteRecord callsite, Loop loop) {
    try (var _ = Current.enter(runtime)) {
      ThreadContext context = Current.contextForEntering();
      var poller = new RootPoller(runtime, roots, awake, figures.acquireForBlockOn());
      var origin = new Origin(poller, callsite, "", TaskView.Kind.BLOCK_ON);
      var task = new TaskCell<T>(origin, root, 0);
      if (Tier.ALWAYS) {
        callsite.spawnedByForeign();
        TaskEvents.spawned(task);
      }
      living.add(task);
      context.takeInterrupt(); // of another time
      try (var _ = context.putAside()) {
        context.setExecutor(poller);
        loop.run(poller, task, context);
      } finally {
        poller.leave();
        living.remove(task);
        figures.release(poller.stats());
        if (context.takeInterrupt()) {
          Thread.currentThread().interrupt();
        }
      }
      return resultOf(task);
    }
  }

  /// How a thread gets a root to its end.
  interface Loop {
    void run(RootPoller poller, TaskCell<?> root, ThreadContext context);
  }

  /// Polls the root when it is woken and sleeps otherwise; somebody else makes the rest progress.
  static void pollAlone(RootPoller poller, TaskCell<?> root, ThreadContext context) {
    while (!root.isComplete()) {
      poller.sleep();
      poller.poll(root, context);
    }
  }

  /// The value of a root, or what it has thrown, as it is.
  static <T extends @Nullable Object> T resultOf(TaskCell<T> root) {
    Object result = root.result();
    if (root.hasFailed() && result instanceof TaskException failure) {
      throw BlockOn.<RuntimeException>asIs(TaskCell.thrownBy(failure));
    }
    return valueOf(root, result);
  }

  @SuppressWarnings({
    "unchecked",
    "NullAway",
    "UnusedVariable"
  }) // the body has returned it as a T; root stands for T
  private static <T extends @Nullable Object> T valueOf(TaskCell<T> root, @Nullable Object result) {
    return (T) result;
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // passes on what the user's code threw
  static <X extends Throwable> X asIs(Throwable thrown) throws X {
    throw (X) thrown;
  }

  private static <T extends @Nullable Object> T joinUninterruptibly(CompletableFuture<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          Throwable cause = e.getCause();
          throw BlockOn.<RuntimeException>asIs(cause == null ? e : cause);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// The roots that are registered: those that have been pending.
  OwnedTasks owned() {
    return roots;
  }

  /// Hands over the roots and the jobs that live.
  void forEachTask(Consumer<TaskCell<?>> action) {
    living.forEach(action);
    jobs.forEachTask(action);
  }

  private record ForVirtual<T extends @Nullable Object>(
      CompletableFuture<T> result, java.util.function.Supplier<T> body, String runtime)
      implements BlockingPool.Job {
    @Override
    public void run() {
      try {
        result.complete(body.get());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    }

    @Override
    public void cancel() {
      result.completeExceptionally(
          new IllegalStateException(
              "runtime " + runtime + " is closed: blockOn() has nothing to run on"));
    }

    @Override
    public void refuse(RejectedExecutionException why) {
      result.completeExceptionally(why);
    }
  }
}
