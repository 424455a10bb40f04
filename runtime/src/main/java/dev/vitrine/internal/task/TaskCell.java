package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.PolledTask;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.task.TaskFailedException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A task: a body that is polled, the async blocks (strands) that belong to it, and its end.
///
/// One poll of the task polls the body if it was woken, and resumes the strands that are ready, one
/// after the other, on the thread that polls. So the parts of a task never run at the same time,
/// and never nest.
public final class TaskCell<T extends @Nullable Object> extends TaskFigures
    implements PolledTask, Waker {
  private static final AtomicLong NEXT_ID = new AtomicLong();

  private final Schedule scheduler;

  // The links of the queue the task is in; of whoever owns the queue.
  private @Nullable TaskCell<?> queueNext;
  // The links of the shard of OwnedTasks the task is in; under its lock.
  @Nullable TaskCell<?> ownedPrevious;
  @Nullable TaskCell<?> ownedNext;

  // Of the thread that runs the task.
  private @Nullable Async<T> body;
  private @Nullable ThreadContext carrier;
  private @Nullable Strand resumed;
  private boolean inBody;
  private boolean bodyReady;
  private boolean cancelling;
  private boolean bodyEnded;
  private boolean owned;
  private boolean failed;
  private @Nullable Object result;

  private final Strands strands = new Strands(this);
  private final JoinSlot joiner = new JoinSlot();
  private @Nullable JoinCell<T> handle;

  public TaskCell(
      Schedule scheduler,
      Async<T> body,
      String name,
      Kind kind,
      CallsiteRecord callsite,
      long parentId) {
    super(NEXT_ID.incrementAndGet(), name, kind, callsite, parentId);
    this.scheduler = scheduler;
    this.body = body;
  }

  /// The handle to join the task with; made once, before the task is scheduled.
  public JoinCell<T> newHandle() {
    var made = new JoinCell<T>(this);
    handle = made;
    return made;
  }

  /// Tells those who want to know that the task exists; once, before it is scheduled.
  public void spawned() {
    TaskHooks.call(scheduler.hooks().spawned(), this);
    if (Tier.isWatched()) {
      markChanged();
    }
  }

  public Schedule scheduler() {
    return scheduler;
  }

  public @Nullable TaskCell<?> queueNext() {
    return queueNext;
  }

  public void setQueueNext(@Nullable TaskCell<?> next) {
    queueNext = next;
  }

  /// Whether it is in [OwnedTasks].
  public boolean isOwned() {
    return owned;
  }

  // ---- waking: any thread

  /// Wakes the body.
  @Override
  public void wake() {
    ThreadContext polling = carrier;
    boolean own = polling != null && Current.context() == polling;
    if (own && !inBody) {
      bodyReady = true; // one of our strands, on our thread: the loop in runParts comes by
      return;
    }
    if (own) {
      countSelfWake();
    }
    noteWaking();
    woken(NOTIFIED | BODY, true);
  }

  /// A strand has become ready and is in the list.
  ///
  /// @param counted whether this stands for a call to a waker
  void strandReady(boolean counted) {
    ThreadContext polling = carrier;
    if (polling != null && Current.context() == polling) {
      return; // on our own thread: the loop in runParts comes by
    }
    woken(NOTIFIED, counted);
  }

  private void woken(long flags, boolean counted) {
    if (Tier.ALWAYS && counted) {
      noteWake();
    }
    if (notified(flags, counted) == Owes.SUBMIT) {
      scheduler.schedule(this, false);
    }
  }

  /// Asks the task to end.
  public void abort() {
    if (cancelRequested() == Owes.SUBMIT) {
      scheduler.schedule(this, false);
    }
  }

  @Override
  public Waker bodyWaker() {
    return this;
  }

  // ---- running: one thread at a time

  /// Takes the notification that the caller got out of a queue, and polls.
  ///
  /// @param sharesBudget whether what is left of the poll before is all there is
  /// @return whether there was something to poll; false for a stale notification
  public boolean run(ThreadContext context, boolean sharesBudget) {
    long taken = toRunning();
    if (taken == 0) {
      return false;
    }
    runTaken(context, sharesBudget, (taken & BODY) != 0, (taken & CANCELLED) != 0);
    return true;
  }

  /// At shutdown: cancels the task on this thread, unless another one runs it.
  public void shutdown(ThreadContext context) {
    if (toRunningForShutdown()) {
      runTaken(context, false, false, true);
    }
  }

  private void runTaken(
      ThreadContext context, boolean sharesBudget, boolean pollBody, boolean cancel) {
    boolean cancelNow = cancel;
    boolean bodyNow = pollBody;
    boolean shares = sharesBudget;
    while (true) {
      if (pollOnce(context, shares, bodyNow, cancelNow)) {
        complete(context);
        return;
      }
      Owes owes = becomeIdle();
      switch (owes) {
        case NOTHING -> {
          return;
        }
        case SUBMIT -> {
          scheduler.schedule(this, true);
          return;
        }
        case CANCEL -> {
          cancelNow = true;
          bodyNow = true;
          shares = false;
        }
      }
    }
  }

  /// Ends a task that has never been polled and that no queue will take: its runtime is closing.
  public void cancelUnpolled() {
    if (toRunningRefused()) {
      cancelling = true;
      end(new TaskCancelledException(id(), name()), true);
      complete(null);
    }
  }

  private Owes becomeIdle() {
    if (!register()) {
      cancelRequested(); // it belongs to a runtime that is closing
    }
    return toIdle(cancelling);
  }

  /// Puts the task into [OwnedTasks], if it is not there; by the thread that runs it.
  ///
  /// @return false when its runtime is closing and does not take it any more
  public boolean register() {
    if (!owned) {
      owned = scheduler.owned().add(this, cancelling);
    }
    return owned;
  }

  /// @return whether the task has ended
  private boolean pollOnce(
      ThreadContext context, boolean sharesBudget, boolean pollBody, boolean cancel) {
    TaskHooks hooks = scheduler.hooks();
    TaskHooks.call(hooks.beforePoll(), this);
    long start = Tier.ALWAYS ? beginFigures(context) : 0;
    context.beginPoll(this, sharesBudget);
    carrier = context;
    bodyReady = pollBody;
    if (cancel && !cancelling) {
      cancelling = true;
      bodyReady = true;
    }
    boolean ended;
    try {
      ended = runParts(context);
    } finally {
      carrier = null;
      context.endPoll();
      if (Thread.currentThread().isInterrupted() && Thread.interrupted()) {
        context.noteInterrupt(); // for this task or the caller of blockOn, not for the next task
      }
      if (Tier.ALWAYS) {
        endFigures(context, start);
      }
    }
    TaskHooks.call(hooks.afterPoll(), this);
    if (!ended && strands.hasReady()) {
      notified(NOTIFIED, false); // left over by the budget, or made ready behind the loop's back
    }
    return ended;
  }

  private boolean runParts(ThreadContext context) {
    while (true) {
      if (bodyReady && !bodyEnded) {
        bodyReady = false;
        pollBody(context);
      }
      if (bodyEnded && strands.cancelNewest()) {
        return true;
      }
      if (bodyReady && !bodyEnded) {
        continue;
      }
      if (!context.hasBudget() && !cancelling) {
        return false;
      }
      Strand ready = strands.nextReady();
      if (ready == null) {
        return false;
      }
      context.progressed();
      resumed = ready;
      try {
        ready.resume();
      } finally {
        resumed = null;
      }
    }
  }

  private void pollBody(ThreadContext context) {
    Async<T> polled = body;
    if (polled == null) {
      throw new AssertionError(
          "task " + id() + " polled after its end: " + describe(stateVolatile()));
    }
    inBody = true;
    try {
      if (cancelling) {
        if (!polled.pollCancel(context).isPending()) {
          end(new TaskCancelledException(id(), name()), true);
        }
      } else if (polled.poll(context) instanceof Poll.Ready<T>(T value)) {
        end(value, false);
      }
    } catch (Throwable thrown) {
      end(cancelling ? cancelledWith(thrown) : thrown, true);
    } finally {
      inBody = false;
    }
  }

  private TaskCancelledException cancelledWith(Throwable alsoThrown) {
    var cancelled = new TaskCancelledException(id(), name());
    cancelled.addSuppressed(alsoThrown);
    return cancelled;
  }

  private void end(@Nullable Object outcome, boolean threw) {
    bodyEnded = true;
    result = outcome;
    failed = threw;
    body = null;
  }

  // ---- the end

  private void complete(@Nullable ThreadContext context) {
    boolean cancelled = failed && (cancelling || result instanceof TaskCancelledException);
    finishFigures(context, failed && !cancelled, cancelled);
    JoinCell<T> joined = handle;
    handle = null;
    if (failed && !cancelled && result instanceof Throwable cause) {
      var failure = new TaskFailedException(id(), name(), cause);
      result = failure;
      if (joined != null) {
        joined.failed(failure);
      }
    } else if (failed && !(result instanceof TaskCancelledException)) {
      result = new TaskCancelledException(id(), name());
    }
    toComplete();
    joiner.complete();
    TaskHooks.call(scheduler.hooks().terminated(), this);
    boolean last = owned && scheduler.owned().remove(this);
    scheduler.finished(this, last);
  }

  JoinSlot joiner() {
    return joiner;
  }

  public boolean isComplete() {
    return (stateVolatile() & COMPLETE) != 0;
  }

  /// Whether a task that is complete ended with an exception.
  public boolean hasFailed() {
    return failed;
  }

  /// The value of a task that is complete, or the [dev.vitrine.task.TaskException] it ended with.
  public @Nullable Object result() {
    return result;
  }

  /// What a failed body threw itself, for `blockOn`, which passes it on as it is.
  public static Throwable thrownBy(Throwable taskException) {
    Throwable cause = taskException.getCause();
    return taskException instanceof TaskFailedException && cause != null ? cause : taskException;
  }

  // ---- what strands need

  Strands strands() {
    return strands;
  }

  /// The strand that takes a step now.
  @Nullable Strand resumed() {
    return resumed;
  }

  @Nullable ThreadContext carrier() {
    return carrier;
  }

  boolean isCancelling() {
    return cancelling;
  }

  @Override
  public void bodyWaitsIn(Async<?> leaf) {
    bodyLeaf(leaf);
  }

  @Override
  public void bodyWakerTaken() {
    noteWakerTaken();
  }

  // ---- what TaskFigures needs

  @Override
  TaskCell<?> self() {
    return this;
  }

  @Override
  boolean isBodyBlock() {
    return body instanceof AsyncBlock;
  }

  @Override
  @Nullable Async<?> currentBody() {
    return body;
  }
}
