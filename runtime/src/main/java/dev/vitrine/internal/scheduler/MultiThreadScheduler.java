package dev.vitrine.internal.scheduler;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.TaskCell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The work-stealing scheduler: what its workers share. After Tokio's multi-thread scheduler.
///
/// Shutdown: no task can be added any more; every worker cancels the tasks it finds and polls on
/// until none is left, because an async block needs polls to run its `finally` blocks; the last
/// worker to stop drains the queues and closes the drivers; the blocking pool ends last.
public final class MultiThreadScheduler extends Scheduler {
  private static final Duration GIVE_UP_LIMIT = Duration.ofSeconds(10);

  private final Parker.Seat seat;
  private final IdleWorkers idle;
  private final WakeWorth wakeWorth = new WakeWorth();
  private final Core[] cores;
  private final List<AtomicReference<@Nullable Core>> slots = new ArrayList<>();
  private final List<WorkerView> workerViews = new ArrayList<>();
  private final View view;

  private volatile boolean shutdown;
  private volatile boolean abandoned;
  private final AtomicInteger running;
  private final CountDownLatch stopped = new CountDownLatch(1);

  public MultiThreadScheduler(RuntimeSettings settings, BlockingPool pool, Driver driver) {
    super(settings, pool, driver);
    int workers = settings.workers();
    seat = new Parker.Seat(driver);
    idle = new IdleWorkers(workers);
    running = new AtomicInteger(workers);
    view = new View();
    cores = new Core[workers];
    for (int i = 0; i < workers; i++) {
      var core = new Core(i, figures.id, settings, new Parker(seat));
      cores[i] = core;
      figures.addWriter(core.figures.polls);
      slots.add(new AtomicReference<>(core));
      workerViews.add(core.figures.view(i, core));
    }
  }

  /// Starts the workers.
  ///
  /// @throws IllegalStateException if the system refuses a thread; then none is left
  public void start() {
    int started = 0;
    try {
      try (var spacing = new ThreadSpacing()) {
        for (; started < cores.length; started++) {
          spacing.beforeWorker();
          startThread(started, slots.get(started));
        }
      }
      announce(this::takeOver);
    } catch (OutOfMemoryError noThread) {
      giveUp(started, noThread);
    }
  }

  /// The workers that have no thread count as stopped; the others stop.
  private void giveUp(int started, OutOfMemoryError noThread) {
    shutdown = true;
    for (int i = started; i < cores.length; i++) {
      stopped(cores[i]);
    }
    close(GIVE_UP_LIMIT);
    throw new IllegalStateException(
        "runtime "
            + name()
            + " can not start: the system refuses a thread; "
            + started
            + " of "
            + cores.length
            + " workers had one",
        noThread);
  }

  void startThread(int index, AtomicReference<@Nullable Core> slot) {
    pool.runWorker(settings.threadName() + "-worker-" + index, () -> runWorker(index, slot));
  }

  private void runWorker(int index, AtomicReference<@Nullable Core> slot) {
    try {
      new Worker(this, slot).run();
    } catch (Throwable thrown) { // none of a task: those end with their task
      failed("worker " + index, thrown);
      throw thrown;
    }
  }

  // ---- what workers share

  RuntimeSettings settings() {
    return settings;
  }

  int workers() {
    return cores.length;
  }

  InjectQueue inject() {
    return inject;
  }

  IdleWorkers idle() {
    return idle;
  }

  WakeWorth wakeWorth() {
    return wakeWorth;
  }

  RunQueue queue(int worker) {
    return cores[worker].queue;
  }

  RuntimeFigures figures() {
    return figures;
  }

  boolean isShutdown() {
    return shutdown;
  }

  /// Whether a worker that shuts down has nothing to wait for any more.
  boolean isAllCancelled() {
    return abandoned || (owned.isEmpty() && inject.isEmpty());
  }

  /// A task has been published: wakes a worker for it, if none is looking for work already.
  void notifyParked() {
    unpark(idle.workerToNotify());
  }

  /// The same, by a worker that has taken another task out of its ring since.
  void notifyParkedAfterPop() {
    unpark(idle.workerToNotifyAfterPop());
  }

  private void unpark(int worker) {
    if (worker >= 0) {
      cores[worker].parker.unpark();
    }
  }

  /// A worker goes to sleep or has found what it looked out for, and nobody searches any more:
  /// looks into all queues once more.
  ///
  /// @param all whether also into rings whose workers would not wake another for what is in them
  void notifyIfWorkIsLeft(boolean all) {
    if (!inject.isEmpty() || (all ? hasTasksInRings() : hasTasksWorthAWake())) {
      notifyParked();
    }
  }

  private boolean hasTasksWorthAWake() {
    for (Core core : cores) {
      if (!core.queue.isEmpty() && wakeWorth.isWorthIt(core.queue)) {
        return true;
      }
    }
    return false;
  }

  /// A worker is stuck in a poll or polls are long, and nobody waits for events or tasks lie about
  /// that it may have thought not worth a wake-up: wakes another one, which will see to them.
  /// Called by the watchdog.
  private void takeOver() {
    if (idle.isAnyAsleep() && (!seat.isTaken() || hasTasksInRings())) {
      notifyParked();
    }
  }

  private boolean hasTasksInRings() {
    for (Core core : cores) {
      if (!core.queue.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  // ---- scheduling

  @Override
  public void schedule(TaskCell<?> task, boolean yields, @Nullable ThreadContext here) {
    if (here != null && here.executor() instanceof Worker worker && here.runtime() == this) {
      Core mine = worker.core();
      if (mine != null) {
        worker.schedule(mine, task, yields);
        return;
      }
    }
    if (inject.pushRemote(task)) {
      notifyParked();
    } else {
      refused(task);
    }
  }

  @Override
  public <T extends @Nullable Object> T blockOn(
      Async<T> root, CallsiteRecord callsite, boolean drives) {
    return blockOn.run(root, callsite, BlockOn::pollAlone);
  }

  @Override
  public <T extends @Nullable Object> T blockInPlace(Callable<T> job) throws Exception {
    ThreadContext context = Current.context();
    if (context == null || !(context.task() instanceof TaskCell<?> task)) {
      return job.call(); // nobody waits for this thread
    }
    Core given = null;
    if (context.executor() instanceof Worker worker) {
      task.register(); // no worker will know of it
      given = worker.handOver();
    }
    context.dropBudget();
    Thread before = context.blocksInPlace(Thread.currentThread());
    figures.blocksInPlace(given != null ? 1 : 0);
    try {
      return job.call();
    } finally {
      figures.blocksInPlace(given != null ? -1 : 0);
      // An async block may have suspended meanwhile and be on another worker now.
      if (Current.context() == context && context.task() == task) {
        context.blocksInPlace(before);
        if (given != null && context.executor() instanceof Worker worker) {
          worker.takeBack(given);
        }
      }
    }
  }

  @Override
  public void finished(TaskCell<?> task, boolean leftEmpty) {
    if (shutdown && leftEmpty && isAllCancelled()) {
      unparkAll();
    }
  }

  @Override
  public RuntimeView view() {
    return view;
  }

  // ---- shutdown

  private void unparkAll() {
    for (Core core : cores) {
      core.parker.unpark();
    }
  }

  /// A worker has stopped; the last one cleans up.
  void stopped(Core core) {
    if (running.decrementAndGet() == 0) {
      for (Core each : cores) {
        TaskCell<?> last = each.takeLifo();
        if (last != null) {
          refused(last);
        }
        for (TaskCell<?> task = each.queue.pop(); task != null; task = each.queue.pop()) {
          refused(task);
        }
      }
      try {
        closeQueue();
        closeDriver();
      } finally {
        stopped.countDown();
      }
    } else {
      // One that went to sleep while the last tasks were on their way through a queue looks again.
      unparkAll();
    }
  }

  @Override
  boolean cancelAll(long deadline) {
    shutdown = true;
    unparkAll();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return stopped.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  void abandon() {
    abandoned = true;
    unparkAll();
  }

  /// A worker may be stuck in a poll for ever. As a thief this takes what lies in the rings, and it
  /// asks what is idle to end; no queue takes either any more, so `LateTasks` polls them. What is
  /// in the LIFO slot of such a worker, or has yielded in it, is the worker's alone.
  @Override
  void cancelLeft() {
    var stolen = new RunQueue(settings.queueCapacity());
    for (Core core : cores) {
      TaskCell<?> task; // a theft hands one back, the rest is in `stolen`
      while ((task = core.queue.stealInto(stolen)) != null) {
        for (; task != null; task = stolen.pop()) {
          refused(task);
        }
      }
    }
    owned.forEach(0, TaskCell::abort);
  }

  @Override
  void ended() {}

  @Override
  List<PollStats> endedWorkers() {
    return running.get() == 0
        ? Stream.of(cores).map(core -> core.figures.polls).toList()
        : List.of();
  }

  // ---- what a console sees

  private final class View extends RuntimeViewBase {
    View() {
      super(settings, figures, pool);
    }

    @Override
    public String flavour() {
      return "multi-thread";
    }

    @Override
    public List<WorkerView> workers() {
      return workerViews;
    }

    @Override
    public long injectDepth() {
      return inject.length();
    }

    @Override
    public long remoteSchedules() {
      return inject.remoteSchedules();
    }

    @Override
    List<OwnedTasks> registered() {
      return List.of(owned, blockOn.owned());
    }

    @Override
    void forEachElsewhere(Consumer<TaskCell<?>> action) {
      blockOn.forEachTask(action);
      // In the order in which a task moves on.
      inject.peek(action);
      for (Core core : cores) {
        core.peekAll(action);
      }
      for (Core core : cores) {
        core.figures.peekCurrent(action);
      }
    }
  }
}
