package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.instrument.Watchdog;
import dev.vitrine.internal.scheduler.WorkerFigures.Phase;
import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.internal.timer.TimerHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One thread while it acts as a worker: takes the worker's core, and polls tasks until the runtime
/// closes or the core is handed to another thread.
///
/// Each turn: look at the drivers now and then; take a task out of the LIFO slot, the ring or the
/// inject queue; if there is none, steal; if that fails, sleep.
final class Worker implements Runnable, Polling {
  private static final int MOST_LIFO_POLLS = 3;

  private final MultiThreadScheduler scheduler;
  private final AtomicReference<@Nullable Core> slot;
  private @Nullable Core core;
  private @Nullable PollStats orphaned;
  private long pollsBefore;
  private final ThreadContext context;
  private final FreshLoop fresh = new FreshLoop();

  /// To be made by the thread that will run it.
  ///
  /// @param slot where the core lies while no thread acts as this worker
  Worker(MultiThreadScheduler scheduler, AtomicReference<@Nullable Core> slot) {
    this.scheduler = scheduler;
    this.slot = slot;
    context = Current.contextForEntering();
  }

  @Override
  public void run() {
    Core taken = slot.getAndSet(null);
    if (taken == null) {
      return; // the thread that blocked in place has come back first
    }
    core = taken;
    context.setRuntime(scheduler);
    context.setExecutor(this);
    taken.figures.startActing(context);
    try {
      while (core != null) {
        turns();
      }
      context.queuePutOff(); // put off after the core was given away; nobody else will
    } finally {
      context.setExecutor(null);
      context.setRuntime(null);
      PollStats own = orphaned;
      if (own != null) {
        taken.figures.countCoreless(own.polls() - pollsBefore);
        scheduler.figures().releaseOrphan(own);
      }
    }
  }

  @Override
  public int workerIndex() {
    Core mine = core;
    return mine == null ? -1 : mine.index;
  }

  @Override
  public PollStats stats() {
    Core mine = core;
    if (mine != null) {
      return mine.figures.polls;
    }
    PollStats own = orphaned; // the core went to another thread in the middle of a poll
    if (own == null) {
      own = scheduler.figures().acquireOrphan();
      orphaned = own;
      pollsBefore = own.polls();
    }
    return own;
  }

  @Nullable Core core() {
    return core;
  }

  // ---- turns

  /// Turns, until there is no core any more or the loop has lasted long enough ([FreshLoop]).
  private void turns() {
    int left = fresh.enter(System.nanoTime());
    for (Core mine = core; mine != null && left-- > 0 && turn(mine); mine = core) {}
  }

  /// @return false when the worker has ended
  private boolean turn(Core mine) {
    if (mine.countTurn()) {
      maintain(mine);
      if (core != mine) {
        return true;
      }
    }
    TaskCell<?> task = nextTask(mine);
    if (mine.yielded) {
      tellOfYielded(mine); // the next one is from the LIFO slot or from outside
    }
    if (task == null && !context.hasPutOff()) { // else there will be one in a moment
      task = steal(mine);
    }
    if (task != null) {
      runTask(mine, task);
      return true;
    }
    if (mine.shuttingDown && scheduler.isAllCancelled()) {
      stop(mine);
      return false;
    }
    if (!context.hasPutOff()) {
      park(mine);
    } else if (context.isForDrivers() || mine.isLookDue(System.nanoTime())) {
      poll(mine, true);
    } else {
      queuePutOff(mine);
    }
    return true;
  }

  private void maintain(Core mine) {
    long now = System.nanoTime();
    recordQueues(mine);
    mine.tune(now);
    boolean queues = context.isPutOffDue();
    if (!mine.isLookDue(now)) {
      if (queues) {
        queuePutOff(mine);
      }
    } else if (isIoDue()) {
      poll(mine, queues);
    } else {
      fireTimers(mine, queues);
    }
    noticeShutdown(mine);
  }

  private void recordQueues(Core mine) {
    if (Tier.isRecorded()) {
      mine.figures.recordQueues(mine.hasLifo(), mine.queue.length(), scheduler.inject().length());
    }
  }

  /// Sockets are left alone until the tasks that the last look at them woke have been polled.
  private boolean isIoDue() {
    IoHandle io = scheduler.settings().drivers().io();
    return io == null || io.isTurnDue(scheduler.settings().eventInterval());
  }

  private void noticeShutdown(Core mine) {
    if (scheduler.isShutdown() && !mine.shuttingDown) {
      mine.shuttingDown = true;
      mine.figures.enter(Phase.BUSY);
      scheduler.owned().forEach(mine.random(1 << 16), task -> shutdownTask(mine, task));
    }
  }

  private void shutdownTask(Core mine, TaskCell<?> task) {
    if (core != mine) {
      task.abort(); // the core went to another thread while a task before this one was cancelled
      return;
    }
    task.shutdown(context);
  }

  private @Nullable TaskCell<?> nextTask(Core mine) {
    if (mine.isTurnOfInject()) {
      TaskCell<?> fromOutside = nextBatch(mine);
      return fromOutside != null ? fromOutside : nextLocal(mine);
    }
    TaskCell<?> local = nextLocal(mine);
    return local != null ? local : nextBatch(mine);
  }

  private @Nullable TaskCell<?> nextLocal(Core mine) {
    TaskCell<?> next = mine.takeLifo();
    return next != null ? next : popNext(mine);
  }

  /// Takes a task out of the ring and tells others of those that have yielded, which needs no fence
  /// then.
  private @Nullable TaskCell<?> popNext(Core mine) {
    TaskCell<?> next = mine.queue.pop();
    if (next != null && mine.yielded) {
      mine.yielded = false;
      if (!mine.queue.isEmpty()) {
        scheduler.notifyParkedAfterPop();
      }
    }
    return next;
  }

  private void tellOfYielded(Core mine) {
    mine.yielded = false;
    scheduler.notifyParked();
  }

  /// Takes this worker's share of the inject queue.
  private @Nullable TaskCell<?> nextBatch(Core mine) {
    InjectQueue inject = scheduler.inject();
    if (inject.isEmpty()) {
      return null;
    }
    int share = inject.length() / scheduler.workers() + 1;
    int count = Math.max(1, Math.min(share, Math.min(mine.queue.free(), RunQueue.CAPACITY / 2)));
    TaskCell<?> first = inject.take(count);
    if (first == null) {
      return null;
    }
    TaskCell<?> next = first.queueNext();
    first.setQueueNext(null);
    int taken = 1;
    while (next != null) {
      TaskCell<?> after = next.queueNext();
      next.setQueueNext(null);
      mine.queue.push(next, inject);
      next = after;
      taken++;
    }
    mine.linger.tookFromOutside(taken);
    return first;
  }

  private @Nullable TaskCell<?> steal(Core mine) {
    if (!mine.searching) {
      if (!scheduler.idle().tryStartSearching()) {
        return null;
      }
      mine.searching = true;
    }
    mine.figures.searches++;
    mine.figures.enter(Phase.SEARCHING);
    int workers = scheduler.workers();
    int start = mine.random(workers);
    for (int i = 0; i < workers; i++) {
      int victim = (start + i) % workers;
      if (victim != mine.index) {
        TaskCell<?> stolen = scheduler.queue(victim).stealInto(mine.queue);
        if (stolen != null) {
          mine.figures.countStolen(victim, mine.queue.lastStolen());
          return stolen;
        }
      }
    }
    return nextBatch(mine);
  }

  // ---- polling

  private void runTask(Core mine, TaskCell<?> first) {
    if (mine.searching) {
      mine.searching = false;
      boolean lookedOut = mine.linger.endsSearch();
      if (scheduler.idle().stopSearching()) {
        if (lookedOut) {
          scheduler.notifyIfWorkIsLeft(false);
        } else {
          scheduler.notifyParked();
        }
      }
    }
    mine.figures.enter(Phase.BUSY);
    if (!pollTask(mine, first, false)) {
      return;
    }
    int lifoPolls = 0;
    for (TaskCell<?> next = mine.takeLifo(); next != null; next = mine.takeLifo()) {
      if (mine.yielded) {
        tellOfYielded(mine);
      }
      if (!context.hasBudget()) {
        pushToQueue(mine, next);
        break;
      }
      lifoPolls++;
      if (lifoPolls >= MOST_LIFO_POLLS) {
        mine.lifoEnabled = false;
      }
      mine.figures.polls.countLifoPoll();
      if (!pollTask(mine, next, true)) {
        return;
      }
    }
    mine.lifoEnabled = scheduler.settings().lifoSlot();
  }

  /// @return whether this thread is still the worker
  private boolean pollTask(Core mine, TaskCell<?> task, boolean sharesBudget) {
    if (mine.shuttingDown) {
      task.abort();
    }
    task.run(context, sharesBudget);
    return core != null;
  }

  // ---- scheduling, on this thread

  /// Takes a task that was woken or spawned on this thread.
  void schedule(Core mine, TaskCell<?> task, boolean yields) {
    mine.figures.localSchedules++;
    boolean notify;
    if (yields) {
      pushToQueue(mine, task);
      if (!mine.insideDriver) {
        mine.yielded = true; // others are told when this worker takes its next task
      }
      notify = false;
    } else if (!mine.lifoEnabled) {
      // A single one runs next, as one in the slot would: to wake a worker for it costs more.
      notify = !mine.queue.isEmpty();
      mine.yielded |= !notify;
      pushToQueue(mine, task);
    } else {
      TaskCell<?> displaced = mine.exchangeLifo(task);
      notify = displaced != null;
      if (displaced != null) {
        pushToQueue(mine, displaced);
      }
    }
    if (notify && !mine.insideDriver && scheduler.wakeWorth().isWorthIt(mine.queue)) {
      scheduler.notifyParked();
    }
  }

  private void pushToQueue(Core mine, TaskCell<?> task) {
    if (mine.queue.push(task, scheduler.inject())) {
      mine.figures.overflows++;
    }
  }

  // ---- waiting

  /// Looks at the drivers without waiting, and queues the tasks that have yielded until then.
  private void poll(Core mine, boolean queuesPutOff) {
    mine.insideDriver = true;
    mine.parker.poll(mine.look);
    if (queuesPutOff) {
      context.queuePutOff();
    }
    mine.insideDriver = false;
    notifyIfMany(mine);
  }

  /// Does what [#poll] does, sockets excepted.
  private void fireTimers(Core mine, boolean queuesPutOff) {
    mine.insideDriver = true;
    TimerHandle timers = scheduler.settings().drivers().timer();
    if (timers != null) {
      mine.parker.onDriver(timers::fireDue);
    }
    if (queuesPutOff) {
      context.queuePutOff();
    }
    mine.insideDriver = false;
    notifyIfMany(mine);
  }

  private void queuePutOff(Core mine) {
    mine.insideDriver = true;
    context.queuePutOff();
    mine.insideDriver = false;
    notifyIfMany(mine);
  }

  private void notifyIfMany(Core mine) {
    if (!mine.searching
        && mine.queue.length() + (mine.hasLifo() ? 1 : 0) > 1
        && scheduler.wakeWorth().isWorthIt(mine.queue)) {
      scheduler.notifyParked();
    }
  }

  private void park(Core mine) {
    long idleSince = System.nanoTime();
    if (mine.linger.isWorthIt()
        && mine.searching
        && mine.linger.seesTask(scheduler.inject(), idleSince)) {
      return;
    }
    scheduler.settings().onPark().run();
    if (mine.hasTasks() || context.hasPutOff()) {
      poll(mine, true); // the hook has spawned or woken something
      scheduler.settings().onUnpark().run();
      return;
    }
    if (mine.wokenForWork) {
      mine.wokenForWork = false;
      scheduler.wakeWorth().slept(idleSince - mine.wokenAtNanos);
    }
    boolean nobodySearches = scheduler.idle().goToSleep(mine.index, mine.searching);
    mine.searching = false;
    if (nobodySearches || mine.shuttingDown) {
      // At shutdown nobody else may look: one that has stopped still counts as awake, or was the
      // searcher for whose sake a producer stayed silent.
      scheduler.notifyIfWorkIsLeft(mine.shuttingDown);
    }
    mine.figures.countPark();
    boolean driversHadTheirTurn = false;
    while (true) {
      driversHadTheirTurn |= sleep(mine);
      mine.figures.enter(Phase.BUSY);
      Watchdog.workerAwake();
      if (mine.hasTasks() || isShutdownNews(mine)) {
        mine.searching = !scheduler.idle().wakeUpItself(mine.index);
        break;
      }
      if (!scheduler.idle().isAsleep(mine.index)) {
        mine.searching = true; // a notifier has picked this worker
        break;
      }
    }
    mine.figures.enter(mine.searching ? Phase.SEARCHING : Phase.BUSY);
    long now = System.nanoTime();
    if (mine.searching) {
      mine.linger.slept(now - idleSince);
    }
    mine.wokenForWork = mine.searching;
    mine.wokenAtNanos = now;
    mine.restartTuning(now);
    if (driversHadTheirTurn) {
      mine.restartTurns(now);
    }
    mine.figures.record(EventKind.UNPARK, 0, 0, 0);
    recordQueues(mine);
    scheduler.settings().onUnpark().run();
    notifyIfMany(mine);
    noticeShutdown(mine);
  }

  private boolean isShutdownNews(Core mine) {
    if (!mine.shuttingDown) {
      return scheduler.isShutdown();
    }
    // A task that came while the others stopped is for those that are left.
    return !scheduler.inject().isEmpty() || scheduler.isAllCancelled();
  }

  /// @return what [Parker#park] says of the drivers
  private boolean sleep(Core mine) {
    mine.insideDriver = true;
    boolean driversHadTheirTurn = mine.parker.park(mine.sleep, !mine.shuttingDown);
    context.queuePutOff();
    mine.insideDriver = false;
    return driversHadTheirTurn;
  }

  private void stop(Core mine) {
    if (mine.searching) {
      mine.searching = false;
      scheduler.idle().stopSearching();
    }
    mine.figures.enter(Phase.STOPPED);
    core = null;
    context.forgetStats();
    mine.figures.stopped();
    scheduler.stopped(mine);
  }

  // ---- blocking in place

  /// Gives the core away, so that another thread goes on as this worker.
  ///
  /// @return the core that was given away; null when this thread has none
  /// @throws RejectedExecutionException if the system refuses a thread; this one is the worker as
  ///   before
  @Nullable Core handOver() {
    Core mine = core;
    if (mine == null) {
      return null;
    }
    TaskCell<?> next = mine.takeLifo();
    if (next != null) {
      pushToQueue(mine, next);
    }
    mine.insideDriver = true;
    context.queuePutOff();
    mine.insideDriver = false;
    mine.figures.stopActing();
    mine.figures.polls.interrupted();
    core = null;
    context.forgetStats();
    slot.set(mine);
    try {
      scheduler.startThread(mine.index, slot);
    } catch (OutOfMemoryError noThread) {
      takeBack(mine);
      if (core == mine) {
        throw new RejectedExecutionException(
            "blockInPlace() can not hand worker "
                + mine.index
                + " to another thread: the system refuses a new one",
            noThread);
      } // else a thread that was started earlier, and came too late for the core then, has taken it
    }
    return mine;
  }

  /// Tries to be the worker again after [#handOver].
  void takeBack(Core given) {
    if (slot.compareAndSet(given, null)) {
      core = given;
      context.setExecutor(this);
      given.figures.startActing(context);
    }
  }
}
