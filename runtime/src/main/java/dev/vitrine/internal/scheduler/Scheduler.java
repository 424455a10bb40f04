package dev.vitrine.internal.scheduler;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeFailure;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Watchdog;
import dev.vitrine.internal.jdk.LivingThreads;
import dev.vitrine.internal.task.Origins;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.Schedule;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What all schedulers have in common: how a task is spawned, what belongs to the runtime as a
/// whole, and the order in which it ends.
abstract class Scheduler implements RuntimeCore, Schedule {
  final RuntimeSettings settings;
  final BlockingPool pool;
  final Driver driver;
  final InjectQueue inject = new InjectQueue(this::refused);
  final OwnedTasks owned;
  private final Origins origins = new Origins(this, TaskView.Kind.TASK);
  final RuntimeFigures figures = new RuntimeFigures();
  final UnjoinedFailures unjoined;
  final AwakeRoots awakeRoots;
  final BlockOn blockOn;
  private final LivingThreads blocks;
  private final LateTasks late;
  private final AtomicBoolean closeBegun = new AtomicBoolean();

  Scheduler(RuntimeSettings settings, BlockingPool pool, Driver driver) {
    this.settings = settings;
    this.pool = pool;
    this.driver = driver;
    owned = new OwnedTasks(settings.workers());
    unjoined = new UnjoinedFailures(this::unjoined);
    awakeRoots = new AwakeRoots(driver.unpark());
    blockOn = new BlockOn(this, figures, pool, awakeRoots);
    blocks = new LivingThreads("vitrine/" + settings.name(), this::blocks);
    late = new LateTasks(this);
  }

  /// Cancels every task and waits for their ends, until `deadline`.
  ///
  /// @return whether none is left
  abstract boolean cancelAll(long deadline);

  /// What is left when the time is over is left behind: nothing waits for it any more.
  abstract void abandon();

  /// Of what is left behind, cancels the tasks that nothing would wake any more and that nobody may
  /// come to. The queues and the driver are closed by then.
  abstract void cancelLeft();

  /// Everything has ended, or has been left behind.
  abstract void ended();

  /// The counters of the workers; none if one was left behind in a poll and may still count.
  abstract List<PollStats> endedWorkers();

  private void unjoined(TaskFailedException failure) {
    Throwable cause = failure.getCause();
    failed(
        "task "
            + failure.taskId()
            + (failure.taskName().isEmpty() ? "" : " \"" + failure.taskName() + "\""),
        cause == null ? failure : cause);
    settings.unjoined().accept(failure);
  }

  /// Says that something of the runtime ended with an exception that nobody catches.
  final void failed(String what, Throwable cause) {
    Instruments.failed(new RuntimeFailure(settings.name(), what, cause));
  }

  /// Lets consoles and the watchdog know of the runtime.
  final void announce(Runnable takeOver) {
    Instruments.opened(view());
    Watchdog.watch(view(), takeOver, unjoined::reportLost);
  }

  @Override
  public final <T extends @Nullable Object> JoinHandle<T> spawn(
      Async<T> body, String name, CallsiteRecord callsite) {
    ThreadContext context = Current.context();
    var task = new TaskCell<T>(origins.of(callsite, name), body, parentOf(context));
    figures.countSpawn(context, this, callsite);
    task.spawned();
    if (owned.isClosed()) {
      task.cancelUnpolled();
    } else {
      schedule(task, false, context);
    }
    return task;
  }

  /// The threads of the async blocks that have not ended. Read a part of the tasks at a time.
  private Stream<Thread> blocks() {
    var parts = Spliterators.spliteratorUnknownSize(view().liveTaskParts(), Spliterator.ORDERED);
    return StreamSupport.stream(parts, false)
        .flatMap(List::stream)
        .flatMap(task -> ((TaskCell<?>) task).blockThreads().stream());
  }

  /// The task that is polled on this thread; 0 when none is.
  static long parentOf(@Nullable ThreadContext context) {
    var parent = context == null ? null : context.task();
    return parent == null ? 0 : parent.id();
  }

  @Override
  public final <T extends @Nullable Object> JoinHandle<T> spawnBlocking(
      Callable<T> job, String name, CallsiteRecord callsite) {
    return blockOn.blockingJobs().spawn(job, name, callsite);
  }

  @Override
  public final void refuseCloseFromInside() {
    ThreadContext context = Current.context();
    boolean polls = context != null && context.executor() != null;
    if (polls || pool.isOwnThread()) {
      throw new IllegalStateException(
          "close() of runtime "
              + name()
              + " was called "
              + (polls
                  ? "on a thread that polls tasks: close it from outside, after blockOn() has returned"
                  : "in a blocking job of its own, which it would wait for: close it from outside, when"
                      + " the job has ended"));
    }
  }

  @Override
  public final boolean close(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    if (closeBegun.get()) {
      return true;
    }
    var clean = new AtomicBoolean();
    runClose(() -> clean.set(closeHere(limit, deadline)));
    return clean.get();
  }

  /// Runs what closes the runtime, on a thread that may poll its tasks, if it has no workers.
  ///
  /// @throws RejectedExecutionException if the system refuses a thread for it
  void runClose(Runnable close) {
    close.run();
  }

  /// Closes the runtime on the calling thread; a second call does nothing. What a layer of its
  /// driver throws is thrown at the end.
  final boolean closeHere(Duration limit, long deadline) {
    if (!closeBegun.compareAndSet(false, true)) {
      return true;
    }
    owned.close();
    // A driver that was assembled by hand may throw whenever it is called.
    var steps = new CloseSteps();
    boolean clean = steps.takeAndAsk(() -> cancelAll(deadline));
    if (!clean) {
      Shutdown.report(settings.name(), limit, view());
      abandon();
    }
    steps.take(this::closeQueue);
    steps.take(this::closeDriver);
    if (!clean) {
      cancelLeft();
    }
    pool.close();
    List<Thread> left = pool.awaitEnd(Math.max(0, deadline - System.nanoTime()));
    if (clean && !left.isEmpty()) {
      clean = false;
      Shutdown.reportThreads(settings.name(), limit, left);
    }
    unjoined.reportAll();
    ended();
    RuntimeView view = view();
    Watchdog.forget(view);
    Instruments.closed(view);
    figures.retire(endedWorkers());
    if (clean) {
      blocks.close();
    }
    steps.throwFirst();
    return clean;
  }

  /// Refuses what is queued from outside. A second call does nothing.
  void closeQueue() {
    TaskCell<?> rest = inject.close();
    while (rest != null) {
      TaskCell<?> next = rest.queueNext();
      refused(rest);
      rest = next;
    }
  }

  /// Sees to a task that is ready, and that no queue takes any more: it ends as cancelled, at once
  /// if it has never been polled.
  final void refused(TaskCell<?> task) {
    if (task.isOwned()) {
      late.add(task);
    } else {
      task.cancelUnpolled();
    }
  }

  /// Wakes with an error whoever waits for an event. A second call does nothing.
  final void closeDriver() {
    driver.close().run();
  }

  @Override
  public final OwnedTasks owned() {
    return owned;
  }

  @Override
  public final void countForeignFinish() {
    figures.countForeignFinish();
  }

  @Override
  public final void start(Thread block) {
    blocks.start(block);
  }

  @Override
  public final RuntimeContext context() {
    return this;
  }

  @Override
  public final TaskHooks hooks() {
    return settings.hooks();
  }

  @Override
  public final UnjoinedFailures unjoined() {
    return unjoined;
  }

  @Override
  public final String name() {
    return settings.name();
  }

  @Override
  public Drivers drivers() {
    return settings.drivers();
  }

  @Override
  public final void countForcedYield() {
    figures.countForcedYield();
  }
}
