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

/// One async block of a task while it runs: a virtual thread, its scheduler, and the context and
/// waker of what it awaits, in one object.
///
/// The virtual thread asks its scheduler, this object, for every step; asking makes the strand
/// ready, and polling the task takes the step.
final class Strand extends Context implements Executor, Runnable, Carried, Waker {
  /*
   *   woken      set by a waker, cleared by the block before it polls again: a block that is about to park looks at it first, so a wake-up
   *              between the poll and the park is not lost, and a permit that somebody else used up does no harm.
   *              Clearing is ordered before the poll by a volatile write, and left out when there is nothing to clear: a weaker one could
   *              reach memory after the waker's, when the poll finds the operation pending and registered already and writes nothing itself.
   *   counting   a wake-up from inside the task's own poll is counted by wake. Any other is counted by execute, along with what it does anyway,
   *              or by the block itself when it finds woken set before it has parked. wokenByItself keeps the two apart: like the block, only
   *              the thread that polls the task touches it.
   *   wake       sets woken, then unparks the thread at once and not at the task's next poll: a block that is pinned parks its worker,
   *              which nobody else would wake.
   *   yielding   set by the block when what it polls yields, and read by it when it would park: it yields its thread instead, for which the JDK asks for
   *              the next step on the spot. Whoever wakes it meanwhile leaves a permit, which does no harm.
   *   execute    is called by the JDK once for each step, by whoever made the thread ready; it pushes the strand on the task's
   *              ready list (Strands) and wakes the task. It takes no lock: the JDK pins the caller meanwhile. It is called once more by whoever reads the
   *              stack of a thread that is ready, for a step that was taken while the stack was read has done nothing. So:
   *   listed     set by compareAndSet before the strand goes into a list, cleared before its step is taken. Who finds it set adds nothing: the step
   *              is still to be taken, after this call, and thus after the stack was read.
   *   cancelled  set by the thread that polls the task while the strand is suspended; read by the strand after each park.
   */
  private static final VarHandle WOKEN;
  private static final VarHandle LISTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WOKEN = lookup.findVarHandle(Strand.class, "woken", boolean.class);
      LISTED = lookup.findVarHandle(Strand.class, "listed", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final TaskCell<?> task;
  private final AsyncBlock<?> block;
  private final Thread thread;
  private @Nullable Runnable step;

  // Links of Strands.
  @Nullable Strand nextReady;
  volatile @Nullable Strand older; // read by consoles
  @Nullable Strand newer;

  @SuppressWarnings("UnusedVariable") // read through its handle
  private volatile boolean listed;

  private volatile boolean woken;
  private volatile boolean cancelled;
  private volatile boolean ended;
  private boolean cancelSent;
  private boolean wokenByItself;
  private boolean yielding; // the operation that was polled last has yielded
  private boolean
      inYield; // the thread is on its way off its carrier, to come back in the next poll

  // Written by the block alone; read by whoever cancels it while it is suspended, and by consoles.
  private @Nullable Async<?> awaited;
  private @Nullable Async<?> leaf;
  private long waitingSince;
  private int waitPolls;
  private @Nullable WaitFigures waitFigures; // while somebody watches

  Strand(TaskCell<?> task, AsyncBlock<?> block, boolean insideBlock) {
    this.task = task;
    this.block = block;
    thread = VirtualThreads.create(this, task.name(), this);
    if (insideBlock) {
      VirtualThreads.inheritScopedValues(thread);
    }
  }

  /// One whose code runs on `thread`, which needs no scheduler; for tests of the protocol.
  Strand(TaskCell<?> task, AsyncBlock<?> block, Thread thread) {
    this.task = task;
    this.block = block;
    this.thread = thread;
  }

  void start() {
    task.origin().scheduler().start(thread);
  }

  // ---- the scheduler of the thread

  @Override
  public void execute(Runnable wanted) {
    if (step == null) {
      step =
          wanted; // the first step is asked for by start(), before any code of the block can start
      // other threads
    }
    if (wanted == step) {
      boolean yields = inYield && task.isPolledHere();
      if (yields) {
        inYield = false;
      }
      if (!LISTED.compareAndSet(this, false, true)) {
        return;
      }
      if (yields) {
        task.strands().yielded(this);
        return;
      }
      task.strands().ready(this);
      if (!woken) {
        task.noteWaking(); // the JDK's own code woke the block
      }
      task.strandReady(!ended);
    } else {
      VirtualThreads.defaultScheduler().execute(wanted); // a thread that the block started
    }
  }

  /// Takes one step: until the block suspends or ends.
  void resume() {
    Runnable next = step;
    if (next == null) {
      throw new AssertionError(
          "strand of task " + task.id() + " was resumed before it was started");
    }
    listed = false;
    next.run();
  }

  /// The code of the virtual thread.
  @Override
  public void run() {
    try {
      block.runOn(this);
    } finally {
      ended = true;
      task.strands().ended(this);
    }
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public @Nullable ThreadContext carrier() {
    return task.carrier();
  }

  TaskCell<?> task() {
    return task;
  }

  // ---- awaiting: on the strand's own thread

  <V extends @Nullable Object> V await(Async<V> operation) {
    if (cancelled) {
      throw new TaskCancelledException(task.id(), task.name());
    }
    if (woken) {
      wokenByItself = false;
      WOKEN.setVolatile(this, false);
    }
    yielding = false;
    long start = Tier.isWatched() ? System.nanoTime() : 0;
    Poll<V> poll = operation.poll(this);
    if (poll instanceof Poll.Ready<V>(V value)) {
      return value;
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
          interrupted |= cancel(operation);
          throw new TaskCancelledException(task.id(), task.name());
        }
        if (waitPolls < Integer.MAX_VALUE) {
          waitPolls++;
        }
        long start = Tier.isWatched() ? System.nanoTime() : 0;
        if (operation.poll(this) instanceof Poll.Ready<V>(V value)) {
          return value;
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
    boolean parked = false;
    while (!woken && !(endsByCancel && cancelled)) {
      parked = true;
      LockSupport.park(operation);
      interrupted |= Thread.interrupted();
    }
    if (!parked && !wokenByItself) {
      task.wokenWithoutParking();
    }
    wokenByItself = false;
    WOKEN.setVolatile(this, false);
    return interrupted;
  }

  /// Comes back in the next poll of the task, after the drivers have been asked for events; at once
  /// when the block is pinned.
  ///
  /// @return false when the block was woken before
  @SuppressWarnings("ThreadPriorityCheck") // that is how a virtual thread gets off its carrier
  private boolean yieldThread() {
    if (woken) {
      return false;
    }
    inYield = true;
    Thread.yield();
    inYield = false;
    if (woken) {
      wokenByItself = false;
      WOKEN.setVolatile(this, false);
    }
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
  @Nullable Async<?> awaited() {
    return awaited;
  }

  @Nullable Async<?> leaf() {
    return leaf;
  }

  long waitingSince() {
    return waitingSince;
  }

  long waitPolls() {
    return waitPolls;
  }

  WaitFigures waitFigures() {
    WaitFigures figures = waitFigures;
    return figures == null ? WaitFigures.NONE : figures;
  }

  // ---- waking: any thread

  @Override
  public void wake() {
    boolean byItself = task.isPolledHere();
    if (byItself && !task.strands().isPartEnding()) {
      task.countSelfWake();
    }
    if ((boolean) WOKEN.getAndSet(this, true)) {
      if (!byItself) {
        task.countRepeatedWake();
      }
    } else {
      wokenByItself |= byItself;
      // Noted here and not in execute: a thread that reads the stack of the block meanwhile asks
      // for the step in our place.
      task.noteWaking();
      LockSupport.unpark(thread);
    }
  }

  boolean isWoken() {
    return woken;
  }

  /// Cancels the block; by the thread that polls the task, while the strand is suspended.
  void sendCancel() {
    if (cancelSent || ended) {
      return;
    }
    cancelSent = true;
    boolean inJdk = awaited == null;
    cancelled = true;
    if (inJdk) {
      thread.interrupt();
    }
    LockSupport.unpark(thread);
  }

  // ---- the context of what it awaits

  @Override
  public Waker waker() {
    return this;
  }

  @Override
  public boolean proceed() {
    ThreadContext carrier = task.carrier();
    if (carrier == null || carrier.mayProceed()) {
      return true;
    }
    yieldsWhenPending();
    return false;
  }

  @Override
  public void progressed() {
    ThreadContext carrier = task.carrier();
    if (carrier != null) {
      carrier.progressed();
    }
  }

  @Override
  public <V extends @Nullable Object> Poll<V> pending(Async<V> pendingLeaf) {
    leaf = pendingLeaf;
    return Poll.pending();
  }

  @Override
  public void yieldNow() {
    ThreadContext carrier = task.carrier();
    if (carrier != null) {
      carrier.asksDrivers();
    }
    yieldsWhenPending();
  }

  private void yieldsWhenPending() {
    task.countYield();
    yielding = true;
  }
}
