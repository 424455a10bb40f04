package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.task.TaskCell;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Tasks that were left behind when their runtime was closed, and become ready when no queue takes
/// them any more: they are polled by a thread that is started for them, so that their `finally`
/// blocks run.
final class LateTasks {
  /*
   * `waiting` counts the tasks that were added and not yet polled. Who adds the first starts the thread; the thread ends when it has
   * counted the last one down. So at most one thread polls at a time, and none ends beside a task: an add that comes before the
   * thread's last count keeps it going, and one that comes after it finds nothing waiting and starts another thread.
   * A task is in the queue before it is counted, so whoever has counted one finds one.
   */
  private static final System.Logger LOG = System.getLogger("dev.vitrine");

  private final Scheduler runtime;
  private final ConcurrentLinkedQueue<TaskCell<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  LateTasks(Scheduler runtime) {
    this.runtime = runtime;
  }

  /// Takes a task that is ready and has been polled before. Any thread; does not wait.
  void add(TaskCell<?> task) {
    queue.add(task);
    if (waiting.getAndIncrement() == 0) {
      startThread();
    }
  }

  private void startThread() {
    try {
      runtime.pool.runWorker(runtime.settings.threadName() + "-late", this::pollAll);
    } catch (OutOfMemoryError noThread) {
      giveUp(noThread);
    }
  }

  /// Nobody can poll them: who joins them shall not wait for ever.
  private void giveUp(OutOfMemoryError noThread) {
    do {
      TaskCell<?> task = queue.remove();
      Shutdown.reportGivenUp(runtime.name(), task, noThread);
      task.cancelUnpolled();
    } while (waiting.decrementAndGet() > 0);
  }

  private void pollAll() {
    PollStats stats = runtime.figures.acquireForBlockOn();
    try (var _ = Current.enter(runtime)) {
      ThreadContext context = Current.contextForEntering();
      context.setExecutor(new Late(stats));
      do {
        poll(queue.remove(), context);
      } while (waiting.decrementAndGet() > 0);
      context.setExecutor(null);
    } finally {
      runtime.figures.release(stats);
    }
  }

  private void poll(TaskCell<?> task, ThreadContext context) {
    try {
      task.abort();
      task.run(context, false);
      context.queuePutOff();
    } catch (Throwable thrown) { // none of a task: those end with their task
      LOG.log(System.Logger.Level.ERROR, "late task " + task.id() + " could not be polled", thrown);
    }
  }

  private record Late(PollStats stats) implements Polling {
    @Override
    public int workerIndex() {
      return -1;
    }
  }
}
