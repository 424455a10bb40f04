package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.context.Carried;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.jdk.VirtualThreads;
import dev.vitrine.task.TaskCancelledException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What an async block is while it runs: a virtual thread, its scheduler, and the context and waker
/// of what it awaits, in one object, which is the block itself.
///
/// The virtual thread asks its scheduler, this object, for every step; asking makes the strand
/// ready, and polling the task takes the step.
abstract sealed class Strand extends Context implements Executor, Runnable, Carried, Waker
    permits AsyncBlock {
  /*
   *   woken      set by a waker, cleared by the block before it polls again: a block that is about to park looks at it first, so a wake-up
   *              between the poll and the park is not lost, and a permit that somebody else used up does no harm.
   *              Clearing is ordered before the poll by a volatile write, and left out when there is nothing to clear: a weaker one could
   *              reach memory after the waker's, when the poll finds the operation pending and registered already and writes nothing itself.
   *   counting   each call of the waker counts once. From inside the task's own poll wake counts it; any other execute, along with what it does
   *              anyway. isCounted tells the block so, which sees it with the step: execute leaves it in listed. But where the thread does not
   *              suspend, since woken or the JDK's permit comes before that, nobody calls execute; and where the permit comes while it is on its way
   *              off its carrier, the polling thread does, which counts nothing. Then the block finds it not counted as it clears woken, and counts.
   *              A waker that is held up before it unparks may come when the block has seen woken and parks for the next one: execute finds that the
   *              block waits for a waker (awaitsWaker) and is not woken, and counts nothing. That poll has no wake-up.
   *   wake       sets woken, then unparks the thread at once and not at the task's next poll: a block that is pinned parks its worker,
   *              which nobody else would wake.
   *   yielding   set by the block when what it polls yields, and read by it when it would park: it yields its thread instead, for which the JDK asks for
   *              the next step on the spot. Whoever wakes it meanwhile leaves a permit, which does no harm.
   *   inYield    set before that and cleared by the asking, on the thread that polls; still set afterwards, the thread is pinned and never left.
   *   execute    is called by the JDK once for each step, by whoever made the thread ready; it makes the strand ready and wakes the task. It takes no
   *              lock: the JDK pins the caller meanwhile. It is called once more by whoever reads the stack of a thread that is ready, for a step that was
   *              taken while the stack was read has done nothing. So:
   *   listed     set by compareAndSet when the strand becomes ready, cleared before its step is taken, and the processor's store buffer with it. Who finds
   *              it set adds nothing: the step is still to be taken, after this call, and thus after the stack was read.
   *              Set, it is all that makes the body of the task ready; any other strand goes into the task's list then (Strands).
   *              The first step is asked for by start(), in a poll of the task, and by nobody else: nobody reads the stack of a thread that has not run. So
   *              both changes are plain for it; the JDK's own compare-and-set as the step begins comes after them.
   *   putOff     of a body that has yielded: it is listed, and its step is for the next poll.
   *   cancelled  set by the thread that polls the task while the strand is suspended; read by the strand after each park.
   */
  private static final VarHandle WOKEN;
  private static final VarHandle LISTED;
  private static final VarHandle THREAD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WOKEN = lookup.findVarHandle(Strand.class, "woken", boolean.class);
      LISTED = lookup.findVarHandle(Strand.class, "listed", byte.class);
      THREAD = lookup.findVarHandle(Strand.class, "thread", Thread.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static final byte NEW = 0;
  private static final byte SUSPENDED = 1; // or in the JDK's code on its way there
  private static final byte IN_STEP = 2;

  private static final byte NOT_LISTED = 0;
  private static final byte LISTED_ONLY = 1;
  private static final byte LISTED_COUNTED = 2; // and with it the wake-up that woken stands for

  // Nothing before the first poll.
  private @Nullable TaskCell<?> task;
  private @Nullable Thread thread;
  private @Nullable Runnable step;
  private boolean isBody; // of the task; else it is one of its Strands

  // Links of Strands.
  @Nullable Strand nextReady;
  volatile @Nullable Strand older; // read by consoles
  @Nullable Strand newer;

  private volatile byte listed; // NOT_LISTED at first
  private volatile boolean woken;
  private volatile boolean cancelled;
  private volatile boolean ended; // and the outcome is there

  // Of the thread that polls the task, or of a strand on it: one at a time.
  private boolean putOff;
  private byte stage = NEW; // read by consoles
  private boolean isCounted; // the wake-up that woken stands for
  private boolean awaitsWaker; // written by the block; it parks until woken
  private boolean yielding; // the operation that was polled last has yielded
  private boolean
      inYield; // the thread is on its way off its carrier, to come back in the next poll

  // Written by the block alone; read by whoever cancels it while it is suspended, and by consoles.
  private @Nullable Async<?> awaited;
  private @Nullable Async<?> leaf;
  private long waitingSince;
  private int waitPolls;
  private @Nullable WaitFigures waitFigures; // while somebody watches

  /// Starts the block as a part of `owner`, by the thread that polls it or a strand on it.
  ///
  /// @param insideBlock whether the caller is a block
  final void start(TaskCell<?> owner, boolean insideBlock) {
    Thread made = VirtualThreads.create(this, owner.name(), this);
    if (insideBlock) {
      VirtualThreads.inheritScopedValues(made);
    }
    runsOn(made, owner);
    if (!isBody) {
      owner.strands().add(this);
    }
    owner.origin().scheduler().start(made);
  }

  /// Belongs to `owner` and runs on `made` from now on; tests call it alone, with a thread that
  /// needs no scheduler.
  final void runsOn(Thread made, TaskCell<?> owner) {
    task = owner;
    isBody = owner.isBody(this);
    THREAD.setRelease(this, made);
  }

  /// Whether it has begun to run as the body of `owner`; by any thread.
  final boolean isBodyOf(TaskCell<?> owner) {
    return (Thread) THREAD.getAcquire(this) != null && isBody && task == owner;
  }

  final boolean hasStarted() {
    return thread != null;
  }

  // ---- the scheduler of the thread

  @Override
  public final void execute(Runnable wanted) {
    TaskCell<?> owner = task();
    if (step == null) { // before any code of the block can start other threads
      step = wanted;
      LISTED.set(this, LISTED_ONLY);
      if (!isBody) {
        owner.strands().ready(this);
      }
    } else if (wanted == step) {
      boolean isPolledHere = owner.isPolledHere();
      boolean yields = inYield && isPolledHere;
      if (yields) {
        inYield = false;
      }
      if (listed != NOT_LISTED) {
        return;
      }
      boolean isWoken = woken;
      boolean byWaker = isWoken && !isCounted && !isPolledHere;
      boolean byJdk = !isWoken && !awaitsWaker; // its own code woke the block
      if (!LISTED.compareAndSet(this, NOT_LISTED, byWaker ? LISTED_COUNTED : LISTED_ONLY)) {
        return;
      }
      if (yields) {
        yielded(owner);
        return;
      }
      if (!isBody) {
        owner.strands().ready(this);
      }
      if (byJdk) {
        owner.noteWaking();
      }
      if (!isPolledHere) { // else the loop in TaskCell.runParts comes by
        owner.strandReady((byWaker || byJdk) && !ended);
      }
    } else {
      VirtualThreads.defaultScheduler().execute(wanted); // a thread that the block started
    }
  }

  private void yielded(TaskCell<?> owner) {
    if (isBody) {
      putOff = true;
    } else {
      owner.strands().yielded(this);
    }
  }

  /// Whether it is the body of its task and has a step to take in the poll that runs.
  final boolean isBodyReady() {
    return listed != NOT_LISTED && !putOff;
  }

  final boolean isPutOff() {
    return putOff;
  }

  /// A poll begins.
  final void resumePutOff() {
    putOff = false;
  }

  /// Takes one step, until the block suspends or ends; by the thread that polls the task.
  final void resume() {
    Runnable next = step;
    if (next == null) {
      throw new AssertionError(
          "strand of task " + task().id() + " was resumed before it was started");
    }
    if (stage == NEW) {
      LISTED.setRelease(this, NOT_LISTED);
    } else {
      if (listed == LISTED_COUNTED) {
        isCounted = true;
      }
      listed = NOT_LISTED;
    }
    stage = IN_STEP;
    try {
      next.run();
    } finally {
      stage = SUSPENDED;
    }
  }

  /// Whether it takes a step now; by any thread.
  final boolean isInStep() {
    return stage == IN_STEP;
  }

  /// The code of the block has come to its end, and its outcome is there; by the block itself.
  final void end() {
    ended = true;
    if (!isBody) {
      task().strands().ended(this);
    }
  }

  final boolean hasEnded() {
    return ended;
  }

  final boolean isCancelled() {
    return cancelled;
  }

  @Override
  public final Thread thread() {
    Thread running = thread;
    if (running == null) {
      throw new AssertionError("an async block has no thread before its first poll");
    }
    return running;
  }

  @Override
  public final @Nullable ThreadContext carrier() {
    return task().carrier();
  }

  @Override
  public final long taskId() {
    return task().id();
  }

  final TaskCell<?> task() {
    TaskCell<?> owner = task;
    if (owner == null) {
      throw new AssertionError("an async block has no task before its first poll");
    }
    return owner;
  }

  // ---- awaiting: on the strand's own thread

  final <V extends @Nullable Object> V await(Async<V> operation) {
    if (cancelled) {
      throw new TaskCancelledException(task().id(), task().name());
    }
    clearWoken();
    yielding = false;
    long start = Tier.isWatched() ? System.nanoTime() : 0;
    Poll<V> poll = operation.poll(this);
    if (!poll.isPending()) {
      return poll.value();
    }
    return suspended(operation, start);
  }

  /// @param polledAt when the first poll began; 0 while nobody watches
  private <V extends @Nullable Object> V suspended(Async<V> operation, long polledAt) {
    boolean interrupted = false;
    notePoll(polledAt);
    awaiting(operation);
    try {
      while (true) {
        interrupted |= parkUntilWoken(operation, true);
        if (cancelled) {
          var cancellation = new TaskCancelledException(task().id(), task().name());
          try {
            interrupted |= cancel(operation);
          } catch (Throwable alsoThrown) { // the block sees its cancellation all the same
            cancellation.addSuppressed(alsoThrown);
          }
          throw cancellation;
        }
        if (waitPolls < Integer.MAX_VALUE) {
          waitPolls++;
        }
        long start = Tier.isWatched() ? System.nanoTime() : 0;
        Poll<V> poll = operation.poll(this);
        if (!poll.isPending()) {
          return poll.value();
        }
        notePoll(start);
      }
    } finally {
      awaiting(null);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean cancel(Async<?> operation) {
    boolean interrupted = false;
    while (operation.pollCancel(this).isPending()) {
      interrupted |= parkUntilWoken(operation, false);
    }
    return interrupted;
  }

  /// @return whether the thread was interrupted meanwhile; an interrupted thread can not park, so
  ///   the flag is put aside
  private boolean parkUntilWoken(Async<?> operation, boolean endsByCancel) {
    if (yielding) {
      yielding = false;
      if (yieldThread()) {
        return false;
      }
    }
    boolean interrupted = false;
    awaitsWaker = true;
    while (!woken && !(endsByCancel && cancelled)) {
      LockSupport.park(operation);
      interrupted |= Thread.interrupted();
    }
    awaitsWaker = false;
    clearWoken();
    return interrupted;
  }

  private void clearWoken() {
    if (!woken) {
      return;
    }
    if (!isCounted) {
      task().countMereWake();
    }
    isCounted = false;
    WOKEN.setVolatile(this, false);
  }

  /// Comes back in the next poll of the task, after the drivers have been asked for events. A block
  /// that is pinned can not get off its carrier and with it keeps the poll, which would have no
  /// budget for ever: it is given a new one, and the block goes on.
  ///
  /// @return false when the block was woken before
  @SuppressWarnings("ThreadPriorityCheck") // that is how a virtual thread gets off its carrier
  private boolean yieldThread() {
    if (woken) {
      return false;
    }
    inYield = true;
    Thread.yield();
    if (inYield) { // nobody has been asked for the next step: it has not come off
      inYield = false;
      ThreadContext carrier = task().carrier();
      if (carrier != null) {
        carrier.renewBudget();
      }
    }
    clearWoken();
    return true;
  }

  private void awaiting(@Nullable Async<?> operation) {
    if (operation != null) {
      waitingSince = CoarseClock.now();
      waitPolls = 1;
    } else {
      leaf = null;
      waitFigures = null;
    }
    awaited = operation;
  }

  private void notePoll(long start) {
    if (start != 0) {
      WaitFigures figures = waitFigures;
      if (figures == null) {
        figures = new WaitFigures();
        waitFigures = figures;
      }
      figures.polled(start, System.nanoTime());
    }
  }

  /// The operation it waits in; null while it runs, and while it waits in the JDK's code.
  final @Nullable Async<?> awaited() {
    return awaited;
  }

  final @Nullable Async<?> leaf() {
    return leaf;
  }

  final long waitingSince() {
    return waitingSince;
  }

  final long waitPolls() {
    return waitPolls;
  }

  final WaitFigures waitFigures() {
    WaitFigures figures = waitFigures;
    return figures == null ? WaitFigures.NONE : figures;
  }

  // ---- waking: any thread

  @Override
  public final void wake() {
    boolean byItself = task().isPolledHere();
    if (byItself && !task().isPartEnding()) {
      task().countSelfWake();
    }
    if ((boolean) WOKEN.getAndSet(this, true)) {
      if (!byItself) {
        task().countMereWake();
      }
    } else {
      if (byItself) {
        isCounted = true;
      }
      // Noted here and not in execute: a thread that reads the stack of the block meanwhile asks
      // for the step in our place.
      task().noteWaking();
      LockSupport.unpark(thread());
    }
  }

  final boolean isWoken() {
    return woken;
  }

  /// Cancels the block; by the thread that polls the task, while the strand is suspended.
  final void sendCancel() {
    if (cancelled || ended) {
      return;
    }
    boolean inJdk = awaited == null;
    cancelled = true;
    if (inJdk) {
      thread().interrupt();
    }
    LockSupport.unpark(thread());
  }

  // ---- the context of what it awaits

  @Override
  public final Waker waker() {
    return this;
  }

  @Override
  public final boolean proceed() {
    ThreadContext carrier = task().carrier();
    if (carrier == null || carrier.mayProceed()) {
      return true;
    }
    yieldsWhenPending();
    return false;
  }

  @Override
  public final void progressed() {
    ThreadContext carrier = task().carrier();
    if (carrier != null) {
      carrier.progressed();
    }
  }

  @Override
  public final <V extends @Nullable Object> Poll<V> pending(Async<V> pendingLeaf) {
    leaf = pendingLeaf;
    return Poll.pending();
  }

  @Override
  public final void yieldNow() {
    ThreadContext carrier = task().carrier();
    if (carrier != null) {
      carrier.asksDrivers();
    }
    yieldsWhenPending();
  }

  private void yieldsWhenPending() {
    task().countYield();
    yielding = true;
  }
}
