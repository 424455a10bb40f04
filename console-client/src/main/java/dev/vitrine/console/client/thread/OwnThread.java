package dev.vitrine.console.client.thread;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A daemon thread on which all that belongs to one object runs, step by step.
///
/// A step that fails is told to the object, on this thread, and the steps behind it still run,
/// those that are repeated as well.
///
/// - **Threads:** any may call every method; none blocks.
public final class OwnThread implements Executor {
  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> failed;

  /// @param failed told when a step has thrown; should not throw itself
  public OwnThread(String name, Consumer<Throwable> failed) {
    this.failed = failed;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Has a step run; after [#end] it is left out: gRPC hands over callbacks for a while after that,
  /// and nobody wants them.
  @Override
  public void execute(Runnable step) {
    try {
      executor.execute(guarded(step));
    } catch (RejectedExecutionException ended) {
      if (!executor.isShutdown()) {
        throw ended;
      }
    }
  }

  /// Has a step run later, unless the thread has ended by then. By the thread itself.
  public ScheduledFuture<?> schedule(Runnable step, long delay, TimeUnit unit) {
    return executor.schedule(guarded(step), delay, unit);
  }

  /// Has a step run again and again, `delay` after its end each time, until the thread ends.
  public ScheduledFuture<?> repeat(Runnable step, long delay, TimeUnit unit) {
    return executor.scheduleWithFixedDelay(guarded(step), delay, delay, unit);
  }

  /// The executor itself would keep a failure in a future that nobody looks at, and not repeat the
  /// step.
  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (Throwable failure) {
        failed.accept(failure);
      }
    };
  }

  /// The steps that wait are still run, those for later are not, and then the thread ends.
  public void end() {
    executor.shutdown();
  }
}
