package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.task.TaskCell;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Tasks that were left behind when their runtime was closed, and become ready when no queue takes
/// them any more, be it that whoever closes asks them to end: they are polled by a thread that is
/// started for them, so that their `finally` blocks run.
final class LateTasks {
  private static final System.Logger LOG = System.getLogger("dev.vitrine");

  private final Scheduler runtime;
  private final Queue queue = new Queue();

  LateTasks(Scheduler runtime) {
    this.runtime = runtime;
  }

  /// Takes a task that is ready and has been polled before. Any thread; does not wait.
  void add(TaskCell<?> task) {
    if (queue.add(task)) {
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
      TaskCell<?> task = queue.next();
      Shutdown.reportGivenUp(runtime.name(), task, noThread);
      task.cancelUnpolled();
    } while (queue.hasMoreAfterThis());
  }

  private void pollAll() {
    PollStats stats = runtime.figures.acquireForBlockOn();
    try (var _ = Current.enter(runtime)) {
      ThreadContext context = Current.contextForEntering();
      context.setExecutor(new Late(stats));
      do {
        poll(queue.next(), context);
      } while (queue.hasMoreAfterThis());
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

  /// The tasks that wait for the thread.
  static final class Queue {
    /*
     * `waiting` counts the tasks that were added, until each has been polled. Who adds the first
     * starts the thread; the thread ends when it has counted the last one down. So at most one
     * thread polls at a time, and none ends beside a task: an add that comes before the thread's
     * last count keeps it going, and one that comes after it finds nothing waiting and starts
     * another thread. A task is in the queue before it is counted, so whoever has counted one finds
     * one.
     * Looked for by LateTasksTest and stress/LateTasksAddAgainstEnd.
     */
    private final ConcurrentLinkedQueue<TaskCell<?>> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /// @return whether the caller has to see to it that somebody takes what is here
    boolean add(TaskCell<?> task) {
      tasks.add(task);
      return waiting.getAndIncrement() == 0;
    }

    /// By whoever sees to it: once for itself, and once each time that there is more.
    TaskCell<?> next() {
      return tasks.remove();
    }

    /// The task that was taken last has been polled.
    boolean hasMoreAfterThis() {
      return waiting.decrementAndGet() > 0;
    }
  }
}
