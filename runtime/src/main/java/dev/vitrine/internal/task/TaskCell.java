package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.PolledTask;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.task.TaskFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A task: a body that is polled, the async blocks (strands) that belong to it, and its end.
///
/// One poll of the task polls the body if it was woken, and resumes the strands that are ready, one
/// after the other, on the thread that polls. So the parts of a task never run at the same time,
/// and never nest.
public final class TaskCell<T extends @Nullable Object> extends TaskHandle<T>
    implements PolledTask, Waker {
  private static final AtomicLong NEXT_ID = new AtomicLong();

  // What is true of the task; of the thread that runs it.
  private static final int OWNED = 1; // it is in OwnedTasks
  private static final int CANCELLING = 1 << 1; // the cancellation has been taken notice of
  private static final int BODY_ENDED = 1 << 2;
  private static final int FAILED = 1 << 3; // the body has thrown, or was cancelled
  // The body is being polled, not a strand. Between polls, with RUNNING in the state word: the task
  // is in a queue, and the lock on its body with it.
  private static final int IN_BODY = 1 << 4;
  private static final int BODY_READY = 1 << 5; // the poll that runs shall poll the body
  private static final int SELF_WOKEN = 1 << 6; // the poll that runs has woken the task
  private static final int WAKER_TAKEN = 1 << 7; // somebody may keep the waker of the body
  private static final int HANDED_ON = IN_BODY;

  private byte flags = HANDED_ON | SELF_WOKEN;

  // The queue's link while the task is in one, of whoever owns the queue; the context of the thread
  // that polls it while it runs, when it is in none; else null.
  private @Nullable Object link;
  // The links of the shard of OwnedTasks the task is in; under its lock.
  @Nullable TaskCell<?> ownedPrevious;
  @Nullable TaskCell<?> ownedNext;

  public TaskCell(Origin origin, Async<T> body, long parentId) {
    super(origin, NEXT_ID.incrementAndGet(), parentId, body);
  }

  private boolean is(int flag) {
    return (flags & flag) != 0;
  }

  private void set(int flag) {
    flags |= (byte) flag;
  }

  private void clear(int flag) {
    flags &= (byte) ~flag;
  }

  /// Tells those who want to know that the task exists; once, before it is scheduled.
  public void spawned() {
    TaskHooks.call(origin().hooks().spawned(), this);
    TaskEvents.spawned(this);
    markChanged();
  }

  private Schedule scheduler() {
    return origin().scheduler();
  }

  public @Nullable TaskCell<?> queueNext() {
    return (TaskCell<?>) link;
  }

  public void setQueueNext(@Nullable TaskCell<?> next) {
    link = next;
  }

  /// Whether it is in [OwnedTasks]: after each poll that it was pending in. By any thread, a little
  /// late; exactly by who has the task from a queue, or has to put it into one.
  public boolean isOwned() {
    return is(OWNED);
  }

  // ---- waking: any thread

  /// Wakes the body.
  @Override
  public void wake() {
    ThreadContext here = Current.context();
    if (isPolledIn(here)) {
      wakeItself();
      return;
    }
    noteWaking();
    woken(NOTIFIED | BODY, true, here);
  }

  private void wakeItself() {
    if (is(IN_BODY)) {
      noteWaking();
      countSelfWake();
      set(SELF_WOKEN);
    } else { // one of our strands: the loop in runParts comes by
      if (!isPartEnding()) {
        countSelfWake();
      }
      set(BODY_READY);
    }
  }

  /// Whether the caller runs inside a poll of this task.
  boolean isPolledHere() {
    return carrier() != null && isPolledIn(Current.context());
  }

  private boolean isPolledIn(@Nullable ThreadContext here) {
    return here != null && here.task() == this;
  }

  /// A strand has become ready and is in the list; by a thread that does not poll the task.
  ///
  /// @param counted whether this stands for a call to a waker
  void strandReady(boolean counted) {
    woken(NOTIFIED, counted, Current.context());
  }

  private void woken(long wanted, boolean counted, @Nullable ThreadContext here) {
    if (Tier.ALWAYS) {
      noteReady();
    }
    Owes owes = notified(wanted, counted);
    if (counted && owes != Owes.ENDED) {
      TaskEvents.woken(this, owes == Owes.SUBMIT, here);
    }
    if (owes == Owes.SUBMIT) {
      scheduler().schedule(this, false, here);
    }
  }

  /// Asks the task to end.
  @Override
  public void abort() {
    if (cancelRequested() == Owes.SUBMIT) {
      noteReady();
      scheduler().schedule(this, false, Current.context());
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
    boolean wantsBody = false;
    long taken;
    if (is(HANDED_ON)) {
      wantsBody = is(SELF_WOKEN);
      clear(HANDED_ON);
      taken = toTakenOver();
    } else {
      taken = toRunning();
      if (taken == 0) {
        return false;
      }
    }
    runTaken(context, sharesBudget, wantsBody || (taken & BODY) != 0, (taken & CANCELLED) != 0);
    return true;
  }

  /// At shutdown: cancels the task on this thread, unless another one runs it.
  public void shutdown(ThreadContext context) {
    if (toRunningForShutdown()) {
      noteReady();
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
      Owes owes = becomeIdle(context);
      switch (owes) {
        case NOTHING, ENDED -> {
          return;
        }
        case SUBMIT -> {
          scheduler().schedule(this, true, context);
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

  /// Ends a task that no queue will take, as its runtime is closing, and that has never been
  /// polled: what has begun in it would not come to its end.
  public void cancelUnpolled() {
    if (isTakenRefused()) {
      set(CANCELLING);
      end(new TaskCancelledException(id(), name()), true);
      complete(null);
    }
  }

  /// Ends a task that has never been polled and that nothing can run, with a failure.
  public void failUnpolled(Throwable why) {
    if (isTakenRefused()) {
      end(why, true);
      complete(null);
    }
  }

  private boolean isTakenRefused() {
    if (!is(HANDED_ON)) {
      return toRunningRefused();
    }
    clear(HANDED_ON);
    toTakenOverRefused();
    return true;
  }

  private Owes becomeIdle(ThreadContext context) {
    if (!register()) {
      cancelRequested(); // it belongs to a runtime that is closing
    }
    Strands mine = strandsIfAny();
    AsyncBlock<?> block = bodyBlock();
    // Strands are left over by the budget, or were made ready behind the loop's back.
    boolean again =
        is(SELF_WOKEN)
            || (block != null && block.isBodyReady())
            || (mine != null && mine.hasReady());
    boolean yields =
        context.isBodyYielding()
            || (block != null && block.isPutOff())
            || (mine != null && mine.hasYielded());
    if (!again && !yields) {
      return toIdle(is(CANCELLING));
    }
    Owes owes = toHandedOn(is(CANCELLING));
    if (owes == Owes.CANCEL) {
      return owes;
    }
    if (context.isBodyYielding()) {
      set(SELF_WOKEN);
    }
    set(HANDED_ON);
    if (again) {
      return Owes.SUBMIT;
    }
    context.putOff(this);
    return Owes.NOTHING;
  }

  @Override
  public void bodyHasYielded() {
    countYield();
  }

  @Override
  public void queueAgain(ThreadContext here) {
    scheduler().schedule(this, true, here);
  }

  /// Puts the task into [OwnedTasks], if it is not there; by the thread that runs it.
  ///
  /// @return false when its runtime is closing and does not take it any more
  public boolean register() {
    if (!is(OWNED) && scheduler().owned().add(this, is(CANCELLING))) {
      set(OWNED);
      markChanged(); // who began to watch during this first poll may not have seen it anywhere
    }
    return is(OWNED);
  }

  /// @return whether the task has ended
  private boolean pollOnce(
      ThreadContext context, boolean sharesBudget, boolean pollBody, boolean cancel) {
    TaskHooks hooks = origin().hooks();
    if (hooks != TaskHooks.NONE) {
      TaskHooks.call(hooks.beforePoll(), this);
    }
    long start = Tier.ALWAYS ? beginFigures(context, sharesBudget, context.stats()) : 0;
    context.beginPoll(this, sharesBudget);
    link = context;
    clear(SELF_WOKEN | BODY_READY);
    if (pollBody) {
      set(BODY_READY);
    }
    if (cancel && !is(CANCELLING)) {
      set(CANCELLING | BODY_READY);
    }
    resumeYielded();
    boolean ended;
    try {
      ended = runParts(context);
    } finally {
      context.endPoll();
      if (Thread.currentThread().isInterrupted() && Thread.interrupted()) {
        context.noteInterrupt(); // for this task or the caller of blockOn, not for the next task
      }
      if (Tier.ALWAYS) { // a worker that has blocked in place ends its poll as another one
        endFigures(context.stats(), start);
      }
      link = null;
    }
    if (hooks != TaskHooks.NONE) {
      TaskHooks.call(hooks.afterPoll(), this);
    }
    return ended;
  }

  private boolean runParts(ThreadContext context) {
    while (true) {
      if (is(BODY_READY) && !is(BODY_ENDED)) {
        clear(BODY_READY);
        pollBody(context);
      }
      Strands mine = strandsIfAny();
      if (is(BODY_ENDED)) {
        if (mine == null || mine.cancelNewest()) {
          return true;
        }
      } else if (is(BODY_READY)) {
        continue;
      }
      AsyncBlock<?> block = bodyBlock();
      if (mine == null && block == null) {
        return false;
      }
      if (!context.hasBudget() && !is(CANCELLING)) {
        return false;
      }
      Strand body = block != null && block.isBodyReady() ? block : null;
      Strand ready = mine == null ? body : mine.nextReady(body);
      if (ready == null) {
        return false;
      }
      context.progressed();
      ready.resume();
    }
  }

  private void resumeYielded() {
    AsyncBlock<?> block = bodyBlock();
    if (block != null) {
      block.resumePutOff();
    }
    Strands mine = strandsIfAny();
    if (mine != null) {
      mine.resumeYielded();
    }
  }

  private void pollBody(ThreadContext context) {
    if (!(content instanceof Async<?> body)) {
      throw new AssertionError(
          "task " + id() + " polled after its end: " + describe(stateVolatile()));
    }
    set(IN_BODY);
    try {
      if (is(CANCELLING)) {
        if (!body.pollCancel(context).isPending()) {
          end(cancellation(), true);
        }
      } else {
        Poll<?> answer = body.poll(context);
        if (!answer.isPending()) {
          end(answer.value(), false);
        }
      }
    } catch (Throwable thrown) {
      end(is(CANCELLING) ? cancelledWith(thrown) : thrown, true);
    } finally {
      clear(IN_BODY);
    }
  }

  private TaskCancelledException cancelledWith(Throwable alsoThrown) {
    TaskCancelledException cancelled = cancellation();
    cancelled.addSuppressed(alsoThrown);
    return cancelled;
  }

  /// The end of a task that was aborted, with what its blocks have thrown besides.
  private TaskCancelledException cancellation() {
    Strands mine = strandsIfAny();
    TaskCancelledException ofBlocks = mine == null ? null : mine.cancellation();
    return ofBlocks == null ? new TaskCancelledException(id(), name()) : ofBlocks;
  }

  /// A block of this task has thrown and nobody will ask it for that, as it was cancelled or has
  /// lost. The cancellation itself is nothing to tell. Anything else is attached to what the task
  /// ends with, if that is an exception, and else reported like the failure of a task that nobody
  /// joins: the part that goes on has its own result. By the thread that polls it, or a strand on
  /// it.
  void unseen(Throwable thrown) {
    CancelFailures.besidesCancellation(thrown, id(), this::unseenFailure);
  }

  private void unseenFailure(Throwable failure) {
    if (is(FAILED) && content instanceof Throwable end) {
      if (end != failure) {
        end.addSuppressed(failure);
      }
    } else if (is(CANCELLING) && !is(BODY_ENDED)) {
      strands().failedWhenCancelled(this, failure);
    } else {
      scheduler().unjoined().report(new TaskFailedException(id(), name(), failure));
    }
  }

  private void end(@Nullable Object outcome, boolean threw) {
    content = outcome;
    set(threw ? BODY_ENDED | FAILED : BODY_ENDED);
  }

  // ---- the end

  private void complete(@Nullable ThreadContext context) {
    boolean failed = is(FAILED);
    // That of another task, which this one has joined, is a failure like any other.
    boolean cancelled =
        failed
            && (is(CANCELLING)
                || (content instanceof TaskCancelledException own && own.taskId() == id()));
    PollStats stats = context == null ? null : context.stats();
    finishFigures(stats, failed && !cancelled, cancelled);
    if (cancelled) {
      if (content instanceof TaskCancelledException cancellation) {
        cancelled(cancellation);
      } else {
        // The body had failed, and the task was aborted before its other blocks had ended.
        cancelled(content instanceof Throwable cause ? cancelledWith(cause) : cancellation());
      }
    } else if (failed && content instanceof Throwable cause) {
      failed(cause);
    }
    completeAndWake();
    TaskHooks.call(origin().hooks().terminated(), this);
    boolean last = is(OWNED) && scheduler().owned().remove(this);
    scheduler().finished(this, last);
  }

  @Override
  public boolean hasFailed() {
    return is(FAILED);
  }

  @Override
  public Outcome outcome() {
    if (!isComplete()) {
      return Outcome.NONE;
    }
    if (!is(FAILED)) {
      return Outcome.COMPLETED;
    }
    return result() instanceof TaskCancelledException ? Outcome.CANCELLED : Outcome.FAILED;
  }

  /// What a failed body threw itself, for `blockOn`, which passes it on as it is.
  public static Throwable thrownBy(Throwable taskException) {
    Throwable cause = taskException.getCause();
    return taskException instanceof TaskFailedException && cause != null ? cause : taskException;
  }

  // ---- what strands need

  /// The block that is its body, once that has started here and until the body has ended; by any
  /// thread.
  private @Nullable AsyncBlock<?> bodyBlock() {
    return content instanceof AsyncBlock<?> block && block.isBodyOf(this) ? block : null;
  }

  /// Whether a block that starts here is the body; by the thread that polls the task.
  boolean isBody(Strand block) {
    return content == block;
  }

  /// Its strands but for the body; made when the first is asked for, by the thread that polls the
  /// task.
  Strands strands() {
    RareParts parts = rareParts();
    Strands mine = parts.strands;
    if (mine == null) {
      mine = new Strands();
      parts.strands = mine;
    }
    return mine;
  }

  /// A block of this task has ended: wakes the part that waits for it, which is no call to a waker
  /// of the task; by the thread that polls it.
  void partEnded(Waker waiting) {
    if (waiting == this) {
      set(BODY_READY);
    } else {
      strands().partEnded(waiting);
    }
  }

  /// Whether the waker that is called now is only that of a part that waits for another.
  boolean isPartEnding() {
    Strands mine = strandsIfAny();
    return mine != null && mine.isPartEnding();
  }

  /// The strands that have not ended, oldest first; by any thread.
  List<Strand> livingStrands() {
    var living = new ArrayList<Strand>();
    AsyncBlock<?> block = bodyBlock();
    if (block != null && !block.hasEnded()) {
      living.add(block);
    }
    Strands mine = strandsIfAny();
    if (mine != null) {
      mine.addLiving(living);
    }
    return living;
  }

  /// The threads of its async blocks that have not ended; by any thread.
  public List<Thread> blockThreads() {
    return livingStrands().stream().map(Strand::thread).toList();
  }

  /// The context of the thread that polls it now.
  @Override
  @Nullable ThreadContext carrier() {
    return link instanceof ThreadContext polling ? polling : null;
  }

  @Override
  public void bodyWaitsIn(Async<?> leaf) {
    bodyLeaf(leaf);
  }

  @Override
  public void bodyWakerTaken() {
    if (!is(WAKER_TAKEN)) {
      set(WAKER_TAKEN);
    }
  }

  // ---- what TaskFigures and ViewedTask need

  @Override
  TaskCell<?> self() {
    return this;
  }

  @Override
  boolean isHandedOn() {
    return is(HANDED_ON) && carrier() == null;
  }

  @Override
  boolean isWakerTaken() {
    return is(WAKER_TAKEN);
  }

  @Override
  boolean isBodyBlock() {
    return content instanceof AsyncBlock;
  }
}
