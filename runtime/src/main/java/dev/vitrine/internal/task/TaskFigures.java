package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.TaskView.Kind;
import dev.vitrine.instrument.TaskView.Waking;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.PolledTask;
import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The figures of a task, and how they are written.
///
/// All but the wake-ups are written by the thread that polls the task, here alone, and read by
/// anybody, a little late ([ViewedTask]). What is written in one poll is visible to the thread of
/// the next one through the state word.
///
/// A million tasks shall cost little, so what can be told from something else is not kept, and what
/// needs no more than 24 bits of precision is a float. While somebody watches, [Watched] has the
/// rest.
abstract class TaskFigures extends JoinState {
  /*
   *   change                    by                      mode             pairs with
   *   changes |= LISTED         who changes the task    compareAndSet    the reader's store: whoever sets the bit lists the task, so it is listed once
   *   changes := TOLD           a reader of the list    volatile store   volatile loads of who changes: what is changed from here on is listed anew
   *   changes |= TOLD           who walks, before it    getAndBitwiseOr  volatile load by who ends the task
   *   rare := new parts         who first needs them    compareAndSet    nothing: whoever sees none yet comes to the same by its own compare-and-set
   *
   * A change that is not listed since the bit was set was made before the reader cleared the bit,
   * and so before it reads the task. An end that is not listed since nobody was told was made by
   * one that looked before the walk set the bit; the task is complete a moment later. So whoever
   * walks or reads and sees a task that runs looks at it again.
   */
  private static final VarHandle CHANGES;
  private static final VarHandle RARE;
  private static final byte LISTED = 1;
  private static final byte TOLD = 2;

  static {
    try {
      var lookup = MethodHandles.lookup();
      CHANGES = lookup.findVarHandle(TaskFigures.class, "changes", byte.class);
      RARE = lookup.findVarHandle(TaskFigures.class, "rare", RareParts.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final long id;
  private final Origin origin;

  // How much less the id of the task that spawned it is, unsigned; 0 for none, and if it is more:
  // then the rare parts have it.
  private final int parentDistance;

  // Written in this class alone; ViewedTask reads them.
  final long createdAt = Tier.ALWAYS ? CoarseClock.now() : 0;
  long polls;
  long lastPollEnded; // of a task that has ended: its end
  float lastPollTook;
  float longestPoll;
  long busy;
  long scheduled;
  long selfWakes;
  int lastWake = CoarseClock.tickOf(createdAt); // or when it became ready for another reason

  @Nullable Async<?> bodyLeaf;
  int bodyWaitPolls;
  float bodyWaited; // from its first pending poll to the last one

  private volatile byte changes; // LISTED, TOLD
  private @Nullable RareParts rare;

  /// What is kept of a task while somebody watches.
  static final class Watched {
    final PollSamples polls = new PollSamples();
    final PollSamples scheduled = new PollSamples();
    long firstPoll;
    long lastWake;
    @Nullable Waking lastWaking;
    WaitFigures bodyWait = WaitFigures.NONE;
  }

  TaskFigures(Origin origin, long id, long parentId) {
    this.origin = origin;
    this.id = id;
    long distance = parentId == 0 ? 0 : id - parentId;
    if (distance >>> Integer.SIZE == 0) {
      parentDistance = (int) distance;
    } else {
      parentDistance = 0;
      rare = new RareParts(parentId);
    }
  }

  abstract TaskCell<?> self();

  public abstract long lastPollStartedNanos();

  // ---- writing

  /// @param fromLifo whether the task came out of a LIFO slot
  final long beginFigures(ThreadContext context, boolean fromLifo, @Nullable PollStats stats) {
    long start;
    long waited;
    if (Tier.isPlain()) {
      start = stats == null ? CoarseClock.refresh() : CoarseClock.now();
      context.pollStarted(start);
      waited = start == lastPollEnded ? 0 : waitedByTicks(start);
      forgetWatched();
    } else {
      start = stats == null ? CoarseClock.refresh() : stats.exactStart();
      context.pollStarted(start);
      waited = beginsSeen(fromLifo, start, stats);
    }
    polls++;
    if (stats != null) {
      stats.begin();
    }
    if (waited != 0) {
      scheduled += waited;
      if (stats != null) {
        stats.waited(origin.callsite(), waited);
      }
    }
    return start;
  }

  /// A poll starts while somebody watches or records.
  private long beginsSeen(boolean fromLifo, long start, @Nullable PollStats stats) {
    TaskEvents.pollStarted(this, fromLifo, start, stats);
    markChanged();
    if (Tier.isWatched()) {
      return waitedExactly(watchedFigures(), start);
    }
    forgetWatched();
    return waitedByTicks(CoarseClock.now()); // the wake-up had that clock's time, which lags
  }

  private long waitedByTicks(long start) {
    int ready = CoarseClock.tickOf(polls == 0 ? createdAt : lastPollEnded);
    int woken = lastWake;
    if (woken - ready > 0) {
      ready = woken;
    }
    int ticks = CoarseClock.tickOf(start) - ready;
    return ticks > 0 ? ticks * CoarseClock.TICK_NANOS : 0;
  }

  private long waitedExactly(Watched now, long start) {
    long waited =
        now.lastWake == 0 && polls != 0
            ? waitedByTicks(start) // nobody watched when it became ready
            : Math.max(0, start - Math.max(polls == 0 ? createdAt : lastPollEnded, now.lastWake));
    now.scheduled.record(waited);
    if (polls == 0) {
      now.firstPoll = start;
    }
    return waited;
  }

  final void endFigures(@Nullable PollStats stats, long start) {
    boolean plain = Tier.isPlain();
    long now = stats == null ? CoarseClock.refresh() : plain ? CoarseClock.now() : stats.exactEnd();
    long took = Math.max(0, now - start);
    long end = start + took;
    if (stats != null) {
      stats.ended(origin.site(), origin.callsite(), took);
    }
    if (plain && took == 0 && end == lastPollEnded) { // no tick since the one before, as mostly
      lastPollTook = 0;
      return;
    }
    if (took != 0) {
      busy += took;
      longestPoll = Math.max(longestPoll, (float) took);
    }
    if (bodyWaitPolls > 1) {
      bodyWaited += end - lastPollEnded;
    }
    lastPollTook = took;
    lastPollEnded = end;
    if (!plain) {
      endsSeen(end, took, stats);
    }
  }

  /// A poll ends while somebody watches or records.
  private void endsSeen(long end, long took, @Nullable PollStats stats) {
    TaskEvents.pollEnded(this, end, stats);
    markChanged();
    Watched now = watched();
    if (now != null) { // else nobody watches, or did when it began
      now.polls.record(took);
    }
  }

  final void finishFigures(@Nullable PollStats stats, boolean failed, boolean cancelled) {
    if (!Tier.ALWAYS) {
      return;
    }
    bodyLeaf = null;
    if (polls == 0) {
      lastPollEnded = CoarseClock.now();
    }
    TaskEvents.ended(this, failed, cancelled, lastPollEnded, stats);
    if (stats != null) {
      stats.finished(origin.callsite(), failed, cancelled, origin.kind() != Kind.BLOCK_ON);
    } else {
      origin.callsite().finishedByForeign(failed, cancelled);
      origin.scheduler().countForeignFinish();
    }
    if (!Tier.isPlain()) {
      markChanged(true);
      if (Tier.isWatched()) {
        ChangedTasks.finished(self());
      }
    }
  }

  /// The task wakes itself in a poll, which its runner takes notice of.
  final void countSelfWake() {
    if (Tier.ALWAYS) {
      selfWakes++;
      noteReady();
      TaskEvents.wokeItself(this);
    }
  }

  /// A part of the task has yielded; it is ready again when it is queued.
  final void countYield() {
    if (Tier.ALWAYS) {
      selfWakes++;
      TaskEvents.wokeItself(this);
    }
  }

  /// The task becomes ready; by whoever makes it so.
  final void noteReady() {
    boolean plain = Tier.isPlain();
    if (!plain && Tier.isWatched()) {
      long now = System.nanoTime();
      watchedFigures().lastWake = now;
      lastWake = CoarseClock.tickOf(now);
    } else {
      lastWake = CoarseClock.tickOf(CoarseClock.now());
      Watched kept = watched();
      if (kept != null) {
        kept.lastWake = 0;
      }
    }
    if (!plain) {
      markChanged();
    }
  }

  /// Remembers who wakes, while somebody wants to know.
  final void noteWaking() {
    if (Tier.isWatched()) {
      watchedFigures().lastWaking = whoWakes();
    }
  }

  /// A waker was called, and nothing becomes ready by it that was not.
  final void countMereWake() {
    if (Tier.ALWAYS) {
      countWake();
      TaskEvents.woken(this, false, Current.context());
    }
  }

  final void bodyLeaf(Async<?> leaf) {
    if (leaf != bodyLeaf) {
      bodyLeaf = leaf;
      bodyWaitPolls = 1;
      bodyWaited = 0;
      Watched before = watched();
      if (before != null) {
        before.bodyWait = WaitFigures.NONE;
      }
    } else if (bodyWaitPolls < Integer.MAX_VALUE) {
      bodyWaitPolls++;
    }
    Watched now = watched();
    if (now != null) {
      if (now.bodyWait == WaitFigures.NONE) {
        now.bodyWait = new WaitFigures();
      }
      now.bodyWait.polled(lastPollStartedNanos(), System.nanoTime());
    }
  }

  private static Waking whoWakes() {
    ThreadContext context = Current.context();
    PolledTask by = context == null ? null : context.task();
    Polling acting = context == null ? null : context.executor();
    int worker = acting == null ? -1 : acting.workerIndex();
    return new Waking(
        by == null ? 0 : by.id(), worker, worker < 0 ? Thread.currentThread().getName() : "");
  }

  /// Whoever is told of changes is told of this task.
  final void markChanged() {
    markChanged(false);
  }

  /// The end of a task that somebody has been told of is listed though the list is full: nothing
  /// else would ever say that it does not live any more.
  private void markChanged(boolean ends) {
    if (!Tier.isListed()) {
      return;
    }
    byte now = changes;
    while ((now & LISTED) == 0 && ((ends && (now & TOLD) != 0) || !ChangedTasks.isFull())) {
      if (CHANGES.compareAndSet(this, now, (byte) (now | LISTED))) {
        ChangedTasks.changed(self());
        return;
      }
      now = changes;
    }
  }

  /// What has changed is about to be read.
  final void clearChanged() {
    CHANGES.setVolatile(this, TOLD);
  }

  /// The task is about to be read by somebody who is told of changes from now on.
  public final void told() {
    if ((changes & TOLD) == 0) {
      CHANGES.getAndBitwiseOr(this, TOLD);
    }
  }

  // ---- what few tasks have

  /// What is kept of it if somebody watched when it was polled last, or watches now.
  final @Nullable Watched watched() {
    RareParts parts = rare;
    return parts == null ? null : parts.watched;
  }

  private void forgetWatched() {
    RareParts parts = rare;
    if (parts != null && parts.watched != null) {
      parts.watched = null;
    }
  }

  private Watched watchedFigures() {
    RareParts parts = rareParts();
    Watched now = parts.watched;
    if (now == null) {
      now = new Watched();
      parts.watched = now;
    }
    return now;
  }

  /// Its strands but for the body; null before the first one.
  final @Nullable Strands strandsIfAny() {
    RareParts parts = rare;
    return parts == null ? null : parts.strands;
  }

  final RareParts rareParts() {
    RareParts parts = rare;
    if (parts == null) {
      parts = new RareParts(0);
      var before = (RareParts) RARE.compareAndExchange(this, null, parts);
      if (before != null) {
        return before;
      }
    }
    return parts;
  }

  // ---- whose figures they are

  public final long id() {
    return id;
  }

  public final long parentId() {
    RareParts parts = rare;
    return parentDistance != 0
        ? id - Integer.toUnsignedLong(parentDistance)
        : parts == null ? 0 : parts.farParentId;
  }

  final Origin origin() {
    return origin;
  }
}
