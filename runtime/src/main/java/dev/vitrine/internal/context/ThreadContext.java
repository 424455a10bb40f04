package dev.vitrine.internal.context;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What one platform thread does for runtimes at the moment, and the context it polls task bodies
/// with.
///
/// Used by that thread alone, or by the virtual thread that it carries.
public final class ThreadContext extends Context {
  /// Polls of a leaf that may make progress in one poll of a task, as in Tokio.
  public static final int BUDGET = 128;

  private static final int UNCONSTRAINED = Integer.MAX_VALUE;
  private static final int SPENT_AND_COUNTED = -1;

  private final Thread owner;
  private @Nullable RuntimeContext runtime;
  private @Nullable Object executor;
  private @Nullable PolledTask task;
  private long pollStarted;
  private @Nullable Thread inPlace;
  private int budget = UNCONSTRAINED;
  private boolean interrupted;
  private final ArrayList<Waker> deferred = new ArrayList<>();

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

  /// The executor this thread acts for: a scheduler's own object, null when the thread polls
  /// nothing.
  public @Nullable Object executor() {
    return executor;
  }

  public void setExecutor(@Nullable Object executor) {
    this.executor = executor;
  }

  /// The task this thread polls now.
  public @Nullable PolledTask task() {
    return task;
  }

  /// A poll of `next` begins; what is left of the budget of the poll before goes to it when
  /// `sharesBudget`.
  public void beginPoll(PolledTask next, boolean sharesBudget) {
    task = next;
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
    var aside = new PutAside(executor, task, pollStarted, inPlace);
    executor = null;
    task = null;
    inPlace = null;
    return aside;
  }

  /// What a thread goes back to.
  public final class PutAside implements AutoCloseable {
    private final @Nullable Object executor;
    private final @Nullable PolledTask task;
    private final long pollStarted;
    private final @Nullable Thread inPlace;

    private PutAside(
        @Nullable Object executor,
        @Nullable PolledTask task,
        long pollStarted,
        @Nullable Thread inPlace) {
      this.executor = executor;
      this.task = task;
      this.pollStarted = pollStarted;
      this.inPlace = inPlace;
    }

    @Override
    public void close() {
      ThreadContext.this.executor = executor;
      ThreadContext.this.task = task;
      ThreadContext.this.pollStarted = pollStarted;
      ThreadContext.this.inPlace = inPlace;
      dropBudget();
    }
  }

  /// Whether something of the budget is left.
  public boolean hasBudget() {
    return budget > 0;
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

  /// Wakes `waker` once the drivers have been asked for events.
  public void defer(Waker waker) {
    deferred.add(waker);
  }

  public boolean hasDeferred() {
    return !deferred.isEmpty();
  }

  /// Wakes what was deferred. What is deferred meanwhile waits for the next time.
  public void wakeDeferred() {
    int count = deferred.size();
    for (int i = 0; i < count; i++) {
      deferred.get(i).wake();
    }
    deferred.subList(0, count).clear();
  }

  /// Asks for a unit of the budget on behalf of `waker`, which comes again later when there is
  /// none.
  public boolean proceed(Waker waker) {
    if (budget > 0) {
      return true;
    }
    RuntimeContext forced = runtime;
    if (budget == 0 && forced != null) {
      forced.countForcedYield();
      budget = SPENT_AND_COUNTED;
    }
    defer(waker);
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
    return budget > 0 || proceed(polled().bodyWaker());
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
    defer(polled().bodyWaker());
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
