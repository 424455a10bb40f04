package dev.vitrine.internal.context;

import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.driver.CallMemory;
import dev.vitrine.internal.instrument.PollStats;
import org.jspecify.annotations.Nullable;

/// What one platform thread does for runtimes at the moment, and the context it polls task bodies
/// with.
///
/// Used by that thread alone, or by the virtual thread that it carries.
public final class ThreadContext extends PaddedContext {
  /// Polls of a leaf that may make progress in one poll of a task, as in Tokio.
  public static final int BUDGET = 128;

  private static final int UNCONSTRAINED = Integer.MAX_VALUE;
  private static final int SPENT_AND_COUNTED = -1;

  private final Thread owner;
  private @Nullable RuntimeContext runtime;
  private @Nullable Polling executor;
  private @Nullable PollStats stats; // of the executor; null when it has to be asked
  private @Nullable PolledTask task;
  private long pollStarted;
  private @Nullable Thread inPlace;
  private int budget = UNCONSTRAINED;
  private boolean interrupted;
  private @Nullable CallMemory callMemory;
  private boolean bodyYields; // in the poll that runs
  private boolean asksDrivers; // something yields to the drivers in the poll that runs
  private final PutOffTasks yielded = new PutOffTasks();
  private boolean forDrivers; // one of these waits for the drivers
  private boolean overdue; // they have been passed over once

  ThreadContext(Thread owner) {
    this.owner = owner;
  }

  /// The platform thread this is the context of.
  public Thread owner() {
    return owner;
  }

  /// The runtime this thread has entered; null outside.
  public @Nullable RuntimeContext runtime() {
    return runtime;
  }

  public void setRuntime(@Nullable RuntimeContext runtime) {
    this.runtime = runtime;
  }

  /// What system calls on this thread need outside the heap.
  public CallMemory callMemory() {
    CallMemory mine = callMemory;
    if (mine == null) {
      mine = new CallMemory();
      callMemory = mine;
    }
    return mine;
  }

  /// What this thread acts for; null when it polls nothing.
  public @Nullable Polling executor() {
    return executor;
  }

  public void setExecutor(@Nullable Polling executor) {
    this.executor = executor;
    stats = executor == null ? null : executor.stats();
  }

  /// Where polls on this thread are counted; null when it polls nothing.
  public @Nullable PollStats stats() {
    PollStats known = stats;
    return known != null ? known : executor == null ? null : executor.stats();
  }

  /// The executor counts elsewhere from now on: it is asked each time.
  public void forgetStats() {
    stats = null;
  }

  /// The task this thread polls now.
  public @Nullable PolledTask task() {
    return task;
  }

  /// The id of that task, or 0.
  public long taskId() {
    PolledTask polled = task;
    return polled == null ? 0 : polled.id();
  }

  /// A poll of `next` begins; what is left of the budget of the poll before goes to it when
  /// `sharesBudget`.
  public void beginPoll(PolledTask next, boolean sharesBudget) {
    task = next;
    bodyYields = false;
    asksDrivers = false;
    if (!sharesBudget) {
      budget = BUDGET;
    }
  }

  /// When the poll that this thread is in has started, nanoseconds; read by anybody.
  public long pollStarted() {
    return pollStarted;
  }

  public void pollStarted(long nanos) {
    pollStarted = nanos;
  }

  /// The poll has ended.
  public void endPoll() {
    task = null;
  }

  /// From now on `thread`, which is this one or the virtual one it carries, may block; null when
  /// none may.
  ///
  /// @return who might before
  public @Nullable Thread blocksInPlace(@Nullable Thread thread) {
    Thread before = inPlace;
    inPlace = thread;
    return before;
  }

  /// Whether the calling thread may block though it polls a task: nobody waits for it.
  public boolean isBlockingInPlace() {
    return inPlace == Thread.currentThread();
  }

  /// Puts aside what this thread does, which blocks in place or does nothing, so that it can act as
  /// something else until what this returns is closed.
  public PutAside putAside() {
    var aside = new PutAside(executor, stats, task, pollStarted, inPlace, bodyYields, asksDrivers);
    setExecutor(null);
    task = null;
    inPlace = null;
    return aside;
  }

  /// What a thread goes back to.
  public final class PutAside implements AutoCloseable {
    private final @Nullable Polling executor;
    private final @Nullable PollStats stats;
    private final @Nullable PolledTask task;
    private final long pollStarted;
    private final @Nullable Thread inPlace;
    private final boolean bodyYields;
    private final boolean asksDrivers;

    private PutAside(
        @Nullable Polling executor,
        @Nullable PollStats stats,
        @Nullable PolledTask task,
        long pollStarted,
        @Nullable Thread inPlace,
        boolean bodyYields,
        boolean asksDrivers) {
      this.executor = executor;
      this.stats = stats;
      this.task = task;
      this.pollStarted = pollStarted;
      this.inPlace = inPlace;
      this.bodyYields = bodyYields;
      this.asksDrivers = asksDrivers;
    }

    @Override
    public void close() {
      ThreadContext.this.executor = executor;
      ThreadContext.this.stats = stats;
      ThreadContext.this.task = task;
      ThreadContext.this.pollStarted = pollStarted;
      ThreadContext.this.inPlace = inPlace;
      ThreadContext.this.bodyYields = bodyYields;
      ThreadContext.this.asksDrivers = asksDrivers;
      dropBudget();
    }
  }

  /// Whether something of the budget is left.
  public boolean hasBudget() {
    return budget > 0;
  }

  /// The poll that runs can not end before more is done, and gets as much as at its beginning.
  public void renewBudget() {
    if (budget != UNCONSTRAINED) {
      budget = BUDGET;
    }
  }

  /// The thread was found interrupted after a poll, and its flag was cleared.
  public void noteInterrupt() {
    interrupted = true;
  }

  /// Whether the thread was interrupted since the last call, for a thread that is lent to a runtime
  /// and gets its flag back.
  public boolean takeInterrupt() {
    boolean noted = interrupted;
    interrupted = false;
    return noted;
  }

  /// Outside a poll, and for code that may use its thread as it likes, there is no budget.
  public void dropBudget() {
    budget = UNCONSTRAINED;
  }

  /// Takes a task that has yielded, until the drivers have been asked for events; one that has only
  /// spent its budget, until those that are ready have been polled.
  public void putOff(PolledTask task) {
    yielded.add(task);
    forDrivers |= asksDrivers;
  }

  /// The poll that runs yields to the drivers, not only to the other tasks.
  public void asksDrivers() {
    asksDrivers = true;
  }

  public boolean hasPutOff() {
    return !yielded.isEmpty();
  }

  /// Whether one that was put off waits for the drivers.
  public boolean isForDrivers() {
    return forDrivers;
  }

  /// Whether those that were put off are to be queued though other tasks are ready: if one waits
  /// for the drivers, or this has been asked before.
  public boolean isPutOffDue() {
    boolean due = forDrivers || overdue;
    overdue = !yielded.isEmpty();
    return due;
  }

  /// Queues the tasks that have yielded. Those that do meanwhile wait for the next time.
  public void queuePutOff() {
    forDrivers = false;
    overdue = false;
    int count = yielded.count();
    if (count > 0) {
      yielded.queue(count, this);
    }
  }

  /// Whether the body has yielded in the poll that runs or has just ended.
  public boolean isBodyYielding() {
    return bodyYields;
  }

  /// Asks for a unit of the budget for a part of the task that yields when there is none.
  public boolean mayProceed() {
    if (budget > 0) {
      return true;
    }
    RuntimeContext forced = runtime;
    if (budget == 0 && forced != null) {
      forced.countForcedYield();
      budget = SPENT_AND_COUNTED;
    }
    return false;
  }

  @Override
  public void progressed() {
    if (budget != UNCONSTRAINED) {
      budget--;
    }
  }

  @Override
  public boolean proceed() {
    if (mayProceed()) {
      return true;
    }
    bodyYields();
    return false;
  }

  @Override
  public Waker waker() {
    PolledTask polled = polled();
    polled.bodyWakerTaken();
    return polled.bodyWaker();
  }

  @Override
  public <T extends @Nullable Object> Poll<T> pending(Async<T> leaf) {
    polled().bodyWaitsIn(leaf);
    return Poll.pending();
  }

  @Override
  public void yieldNow() {
    asksDrivers = true;
    bodyYields();
  }

  private void bodyYields() {
    polled().bodyHasYielded();
    bodyYields = true;
  }

  private PolledTask polled() {
    PolledTask polled = task;
    if (polled == null) {
      throw new IllegalStateException(
          "a Context was used after the poll it was given to: keep the Waker instead");
    }
    return polled;
  }
}
