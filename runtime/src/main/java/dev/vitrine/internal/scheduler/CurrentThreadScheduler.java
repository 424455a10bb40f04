package dev.vitrine.internal.scheduler;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.instrument.Watchdog;
import dev.vitrine.internal.scheduler.WorkerFigures.Phase;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.timer.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A scheduler without threads of its own: tasks progress while some thread is inside `blockOn` or
/// `run`. After Tokio's current-thread scheduler.
///
/// One thread at a time has the seat and drives everything; others that call `blockOn` meanwhile
/// poll their own root alone, and inherit the seat.
public final class CurrentThreadScheduler extends Scheduler {
  /*
   * Closing, while a thread may have the seat:
   *
   *   change            by           then
   *   closing is set    the closer   ends the wait in the driver, and waits for the seat
   *   the seat is left  who has it   when it reads closing, which it does before each wait: its root is polled alone from then on, as every other
   *   closed is set     the closer   at its end, be all tasks cancelled or the time over: tries to take the seat once more, without waiting, and clears up if it gets it
   *   the seat is left  who had it   reads closed, and if it is set takes the seat again and clears up
   *
   * The thread in the seat does not sleep over it: closing is stored before the unpark, which
   * either ends the wait or keeps the next one from waiting. No task is left behind: closed is
   * stored before the closer tries, and read after the seat was left. Either the closer finds the
   * seat free, or it was left later, and whoever left it sees closed. The inject queue is closed by
   * who clears up: until then it takes the tasks that are woken by the end of the drivers, so that
   * their blocks are polled to the end.
   */
  private static final int DEFAULT_GLOBAL_INTERVAL = 31;
  private static final long LONGEST_WAIT_NANOS = 10_000_000;
  private static final long LEFT_NANOS = 1_000_000_000; // for tasks that ask for ever more polls

  private final String flavour;
  private final LocalQueue local = new LocalQueue();
  private final WorkerFigures worker = new WorkerFigures(figures.id, 0, 1);
  private final DriverTurn look = new DriverTurn(worker, this::io, false);
  private final DriverTurn sleep = new DriverTurn(worker, this::io, true);
  private final View view;
  private final WorkerView workerView;
  private final int globalInterval;

  private final DriverSeat seat = new DriverSeat();
  private final Driving driving = new Driving();
  private int tick; // of the thread in the seat
  private BooleanSupplier seatedRootReady = () -> false; // the same
  private volatile Drivers drivers;
  private volatile boolean closing;
  private volatile boolean closed;

  /// @param flavour as a console shall show it
  public CurrentThreadScheduler(
      RuntimeSettings settings, String flavour, BlockingPool pool, Driver driver) {
    super(settings, pool, driver);
    this.flavour = flavour;
    drivers = settings.drivers();
    view = new View();
    globalInterval =
        settings.globalQueueInterval() == 0
            ? DEFAULT_GLOBAL_INTERVAL
            : settings.globalQueueInterval();
    figures.addWriter(worker.polls);
    worker.enter(Phase.PARKED);
    workerView = worker.view(0, new Queue());
  }

  /// @throws IllegalStateException if the system refuses a thread for the watchdog
  public void start() {
    try {
      announce(() -> {}); // nobody could take the driver over
    } catch (OutOfMemoryError noThread) {
      var failure =
          new IllegalStateException(
              "runtime " + name() + " can not start: the system refuses a thread for the watchdog",
              noThread);
      try {
        closeHere(Duration.ZERO, System.nanoTime()); // there is no task to poll
      } catch (Throwable ofLayers) {
        failure.addSuppressed(ofLayers);
      }
      throw failure;
    }
  }

  private @Nullable IoHandle io() {
    return drivers.io();
  }

  /// What the thread in the seat acts for.
  private final class Driving implements Polling {
    @Override
    public int workerIndex() {
      return 0;
    }

    @Override
    public PollStats stats() {
      return worker.polls;
    }
  }

  // ---- running

  @Override
  public <T extends @Nullable Object> T blockOn(
      Async<T> root, CallsiteRecord callsite, boolean drives) {
    return blockOn.run(root, callsite, drives ? this::driveOrPoll : BlockOn::pollAlone);
  }

  /// Runs tasks until none is left, or until the runtime is closed; their failures go where
  /// unjoined ones go.
  public void runUntilEmpty() {
    BlockOn.refuseNested(this);
    blockOn.onPlatformThread("run()", settings.threadName() + "-run", this::runSeated);
  }

  private void runSeated() {
    seat.take();
    try (var _ = Current.enter(this)) {
      ThreadContext context = Current.contextForEntering();
      try (var _ = context.putAside()) {
        drive(context, () -> false, () -> {}, () -> closing || isEmpty());
      }
    } finally {
      releaseSeat();
    }
    clearUpIfClosed();
  }

  private boolean isEmpty() {
    return local.isEmpty() && inject.isEmpty() && owned.isEmpty();
  }

  private void driveOrPoll(RootPoller poller, TaskCell<?> root, ThreadContext context) {
    while (!root.isComplete()) {
      if (closing) {
        BlockOn.pollAlone(poller, root, context);
        return;
      }
      if (seat.tryTake()) {
        driveSeated(poller, root, context);
        clearUpIfClosed();
        continue; // it has ended, or the runtime is closing
      }
      seat.await(poller);
      pollRoot(poller, root, context);
    }
    seat.passOnIfFree(); // it may have been meant for this thread
  }

  private void driveSeated(RootPoller poller, TaskCell<?> root, ThreadContext context) {
    try {
      poller.sleepsOn(driver.unpark());
      drive(
          context,
          poller::isReady,
          () -> pollRoot(poller, root, context),
          () -> closing || root.isComplete());
    } finally {
      poller.sleepsAlone();
      releaseSeat();
    }
  }

  private static void pollRoot(RootPoller poller, TaskCell<?> root, ThreadContext context) {
    poller.poll(root, context);
    context.queuePutOff();
  }

  private void releaseSeat() {
    worker.enter(Phase.PARKED);
    seat.passOn();
  }

  /// Runs tasks and drivers on the calling thread, which has the seat.
  private void drive(
      ThreadContext context, BooleanSupplier rootReady, Runnable root, BooleanSupplier done) {
    Polling before = context.executor();
    context.setExecutor(driving);
    seatedRootReady = rootReady;
    worker.startActing(context);
    worker.enter(Phase.BUSY);
    Watchdog.workerAwake();
    var fresh = new FreshLoop();
    try {
      while (!rounds(context, fresh, rootReady, root, done)) {}
    } catch (Throwable thrown) { // none of a task: those end with their task
      failed("thread " + Thread.currentThread().getName(), thrown);
      throw thrown;
    } finally {
      seatedRootReady = () -> false;
      context.queuePutOff(); // another thread may go on
      worker.stopActing();
      context.setExecutor(before);
      context.dropBudget();
    }
  }

  /// Goes round until it is done, or the loop has lasted long enough ([FreshLoop]).
  ///
  /// @return whether it is done
  private boolean rounds(
      ThreadContext context,
      FreshLoop fresh,
      BooleanSupplier rootReady,
      Runnable root,
      BooleanSupplier done) {
    for (int left = fresh.enter(System.nanoTime()); left > 0; left--) {
      if (rootReady.getAsBoolean()) {
        root.run();
      }
      if (done.getAsBoolean()) {
        return true;
      }
      runTasks(context);
      if (done.getAsBoolean()) {
        return true;
      }
      waitForEvents(context, !rootReady.getAsBoolean());
    }
    return false;
  }

  private void runTasks(ThreadContext context) {
    for (int i = 0; i < settings.eventInterval(); i++) {
      TaskCell<?> task = next();
      if (task == null) {
        return;
      }
      task.run(context, false);
    }
  }

  private @Nullable TaskCell<?> next() {
    tick++;
    boolean injectFirst = Integer.remainderUnsigned(tick, globalInterval) == 0;
    TaskCell<?> task = injectFirst ? inject.take(1) : local.pop();
    if (task == null) {
      task = injectFirst ? local.pop() : inject.take(1);
    }
    return task;
  }

  private void waitForEvents(ThreadContext context, boolean mayWait) {
    if (mayWait && isNothingReady(context)) {
      settings.onPark().run();
      if (isNothingReady(context)) {
        worker.countPark();
        sleep.driving(true);
        driver.park().run();
        sleep.driven();
        worker.enter(Phase.BUSY);
        worker.record(EventKind.UNPARK, 0, 0, 0);
        Watchdog.workerAwake();
      } // else the hook has spawned or woken something
      context.queuePutOff();
      settings.onUnpark().run();
    } else {
      look.driving(true);
      driver.parkFor().accept(Duration.ZERO);
      look.driven();
      context.queuePutOff();
    }
    if (Tier.isRecorded()) {
      worker.recordQueues(false, local.length(), inject.length());
    }
  }

  private boolean isNothingReady(ThreadContext context) {
    return local.isEmpty() && inject.isEmpty() && !context.hasPutOff();
  }

  /// What forbids that a paused clock moves; asked by the thread in the seat while it waits in the
  /// driver.
  /*
   * Whatever becomes ready meanwhile comes from the turn of the driver, which is over and was on
   * this thread; from a job of the blocking pool; from a root that another thread polls; or from a
   * thread of the program's own, of which nobody can say whether it comes before or after the jump.
   * A job pushes what it wakes, or marks a root, before it is counted as ended, both under the
   * pool's lock; a root does so before it is counted as asleep. So both are asked first: if nothing
   * runs there, then all that has been made ready is found by the looks that follow. The other way
   * round a job could wake a task after the queues were found empty, and end before the pool was
   * asked. Jobs and roots can start each other. If the stamp of the roots is the same before and
   * after the pool was asked, with none awake, then what ran at the first look was a job, and it
   * can not have gone on in a root: so it was still in the pool when that was asked.
   */
  public Clock.Hold holdOnClock() {
    long roots = awakeRoots.stamp();
    boolean elsewhere = pool.isBusy() || AwakeRoots.isAny(roots);
    if (elsewhere) {
      awakeRoots.listen(); // the wait for it ends when the last root sleeps
    }
    if (seatedRootReady.getAsBoolean()
        || !local.isEmpty()
        || !inject.isEmpty()
        || awakeRoots.stamp() != roots) {
      return Clock.Hold.READY;
    }
    return elsewhere ? Clock.Hold.ELSEWHERE : Clock.Hold.NONE;
  }

  // ---- scheduling

  @Override
  public void schedule(TaskCell<?> task, boolean yields, @Nullable ThreadContext here) {
    if (here != null && here.executor() == driving) {
      worker.localSchedules++;
      local.push(task);
    } else if (inject.pushRemote(task)) {
      driver.unpark().run();
    } else {
      refused(task);
    }
  }

  @Override
  public <T extends @Nullable Object> T blockInPlace(Callable<T> job) throws Exception {
    ThreadContext context = Current.context();
    if (context != null && context.executor() == driving) {
      throw new IllegalStateException(
          "blockInPlace() was called on runtime "
              + name()
              + ", which has one thread and nobody to take its place: use spawnBlocking(), or a"
              + " multi-thread runtime");
    }
    return job.call();
  }

  @Override
  public void finished(TaskCell<?> task, boolean leftEmpty) {}

  @Override
  public RuntimeView view() {
    return view;
  }

  @Override
  public Drivers drivers() {
    return drivers;
  }

  /// Makes `bound` what operations register with from now on, for an executor that was assembled by
  /// hand.
  public void bind(Drivers bound) {
    drivers = bound;
  }

  // ---- shutdown

  @Override
  boolean cancelAll(long deadline) {
    closing = true;
    driver.unpark().run();
    return cancelSeated(deadline);
  }

  @Override
  void runClose(Runnable close) {
    blockOn.onPlatformThread("close()", settings.threadName() + "-close", close);
  }

  @Override
  void abandon() {}

  /// Nothing: who has the seat comes to them. To poll them beside a poll that only takes its time
  /// would break what such a runtime promises, that one thread at a time drives its tasks.
  @Override
  void cancelLeft() {}

  @Override
  void closeQueue() {
    closed = true;
    if (seat.tryTake()) { // else whoever has it comes to it
      clearUp();
    }
  }

  /// By a thread that has just left the seat.
  private void clearUpIfClosed() {
    if (closed) {
      seat.take();
      clearUp();
    }
  }

  /// On a thread that has taken the seat for it.
  private void clearUp() {
    try {
      cancelTasks(System.nanoTime() + LEFT_NANOS, false);
      super.closeQueue();
    } finally {
      worker.enter(Phase.STOPPED);
      seat.leave();
    }
  }

  @Override
  void ended() {
    worker.enter(Phase.STOPPED);
    worker.stopped();
  }

  /// A thread that still has the seat may be in a poll.
  @Override
  List<PollStats> endedWorkers() {
    if (!seat.tryTake()) {
      return List.of();
    }
    seat.leave();
    return List.of(worker.polls);
  }

  private boolean cancelSeated(long deadline) {
    if (!seat.take(deadline)) {
      return false;
    }
    try {
      return cancelTasks(deadline, true);
    } finally {
      seat.leave();
    }
  }

  /// Cancels all tasks on the calling thread, which has the seat, and polls them until none is left
  /// or the time is over.
  ///
  /// @param waits also for those that are in no queue
  /// @return whether none is left
  private boolean cancelTasks(long deadline, boolean waits) {
    try (var _ = Current.enter(this)) {
      ThreadContext context = Current.contextForEntering();
      Polling before = context.executor();
      context.setExecutor(driving);
      worker.startActing(context);
      worker.enter(Phase.BUSY);
      try {
        owned.forEach(0, task -> task.shutdown(context));
        while (!isEmpty() && System.nanoTime() - deadline < 0) {
          TaskCell<?> task = next();
          if (task != null) {
            task.abort();
            task.run(context, false);
          } else if (waits) {
            long left = Math.clamp(deadline - System.nanoTime(), 0, LONGEST_WAIT_NANOS);
            driver.parkFor().accept(Duration.ofNanos(left));
          } else {
            break;
          }
          context.queuePutOff();
        }
      } finally {
        worker.stopActing();
        context.setExecutor(before);
        context.dropBudget();
      }
      return isEmpty();
    }
  }

  // ---- what a console sees

  private final class Queue implements WorkerFigures.Queued {
    @Override
    public int depth() {
      return local.length();
    }

    @Override
    public boolean isLifoOccupied() {
      return false;
    }

    @Override
    public void peekAll(Consumer<TaskCell<?>> action) {
      local.peek(action);
    }
  }

  private final class View extends RuntimeViewBase {
    View() {
      super(settings, figures, pool);
    }

    @Override
    public String flavour() {
      return flavour;
    }

    @Override
    public List<WorkerView> workers() {
      return List.of(workerView);
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
      local.peek(action);
      worker.peekCurrent(action);
    }
  }
}
