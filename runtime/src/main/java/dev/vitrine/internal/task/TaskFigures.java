package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.PolledTask;
import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The figures of a task, and how they are read.
///
/// All but the wake-ups are written by the thread that polls the task, and read by anybody, a
/// little late. What is written in one poll is visible to the thread of the next one through the
/// state word.
///
/// A million tasks shall cost little, so what can be told from something else is not kept, and what
/// needs no more than 24 bits of precision is a float. While somebody watches, [Watched] has the
/// rest.
abstract class TaskFigures extends JoinState implements TaskView {
  /*
   *   change                    by                      mode             pairs with
   *   changes |= LISTED         who changes the task    compareAndSet    the reader's store: whoever sets the bit lists the task, so it is listed once
   *   changes := TOLD           a reader of the list    volatile store   volatile loads of who changes: what is changed from here on is listed anew
   *   changes |= TOLD           who walks, before it    getAndBitwiseOr  volatile load by who ends the task
   *
   * A change that is not listed since the bit was set was made before the reader cleared the bit, and so before it reads the task. An end that is not
   * listed since nobody was told was made by one that looked before the walk set the bit; the task is complete a moment later. So whoever walks or reads
   * and sees a task that runs looks at it again.
   */
  private static final VarHandle CHANGES;
  private static final byte LISTED = 1;
  private static final byte TOLD = 2;

  static {
    try {
      CHANGES = MethodHandles.lookup().findVarHandle(TaskFigures.class, "changes", byte.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final long id;
  private final Origin origin;
  private final long parentId;

  private final long createdAt = Tier.ALWAYS ? CoarseClock.now() : 0;
  private long polls;
  private long lastPollEnded; // of a task that has ended: its end
  private float lastPollTook;
  private float longestPoll;
  private long busy;
  private long scheduled;
  private long selfWakes;
  private int lastWake =
      CoarseClock.tickOf(createdAt); // or when it became ready for another reason

  private @Nullable Async<?> bodyLeaf;
  private int bodyWaitPolls;
  private float bodyWaited; // from its first pending poll to the last one

  private @Nullable Watched watched;
  private volatile byte changes; // LISTED, TOLD

  /// What is kept of a task while somebody watches.
  private static final class Watched {
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
    this.parentId = parentId;
  }

  abstract TaskCell<?> self();

  abstract boolean isBodyBlock();

  /// Whether it is in a queue although its state word says that it runs.
  abstract boolean isHandedOn();

  /// Whether somebody may keep the waker of the body.
  abstract boolean isWakerTaken();

  abstract @Nullable ThreadContext carrier();

  // ---- writing

  /// @param fromLifo whether the task came out of a LIFO slot
  final long beginFigures(ThreadContext context, boolean fromLifo, @Nullable PollStats stats) {
    long start;
    long waited;
    if (Tier.isPlain()) {
      start = stats == null ? CoarseClock.refresh() : CoarseClock.now();
      context.pollStarted(start);
      waited = start == lastPollEnded ? 0 : waitedByTicks(start);
      if (watched != null) {
        watched = null;
      }
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
    watched = null;
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
    Watched now = watched;
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
      Watched kept = watched;
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

  final void countRepeatedWake() {
    if (Tier.ALWAYS) {
      countWake();
      TaskEvents.woken(this, false, Current.context());
    }
  }

  final void wokenWithoutParking() {
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
      Watched before = watched;
      if (before != null) {
        before.bodyWait = WaitFigures.NONE;
      }
    } else if (bodyWaitPolls < Integer.MAX_VALUE) {
      bodyWaitPolls++;
    }
    Watched now = watched;
    if (now != null) {
      if (now.bodyWait == WaitFigures.NONE) {
        now.bodyWait = new WaitFigures();
      }
      now.bodyWait.polled(lastPollStartedNanos(), System.nanoTime());
    }
  }

  private Watched watchedFigures() {
    Watched now = watched;
    if (now == null) {
      now = new Watched();
      watched = now;
    }
    return now;
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

  // ---- reading

  /// Since when it has been ready to run; `now` when it is not.
  public final long readySinceNanos(long now) {
    long since = Math.max(lastWakeNanos(), Math.max(lastPollEnded, createdAt));
    return state() == State.SCHEDULED && since != 0 ? Math.min(since, now) : now;
  }

  @Override
  public final long id() {
    return id;
  }

  @Override
  public final String name() {
    return origin.name();
  }

  @Override
  public final Kind kind() {
    return origin.kind();
  }

  @Override
  public final RuntimeView runtime() {
    return origin.scheduler().view();
  }

  @Override
  public final CallsiteRecord callsite() {
    return origin.callsite();
  }

  @Override
  public final long parentId() {
    return parentId;
  }

  @Override
  public final State state() {
    long word = stateVolatile();
    if ((word & COMPLETE) != 0) {
      return State.FINISHED;
    }
    if ((word & RUNNING) != 0) {
      return isHandedOn() ? State.SCHEDULED : State.RUNNING;
    }
    return (word & NOTIFIED) != 0 ? State.SCHEDULED : State.IDLE;
  }

  @Override
  public final long createdAtNanos() {
    return createdAt;
  }

  @Override
  public final long finishedAtNanos() {
    return isComplete() ? lastPollEnded : 0;
  }

  @Override
  public final long polls() {
    return polls;
  }

  @Override
  public final long firstPollNanos() {
    Watched now = watched;
    return polls == 1 ? lastPollStartedNanos() : now == null ? 0 : now.firstPoll;
  }

  @Override
  public final long lastPollStartedNanos() {
    ThreadContext polling = carrier();
    if (polling != null) {
      return polling.pollStarted();
    }
    return polls == 0 ? 0 : lastPollEnded - (long) lastPollTook;
  }

  @Override
  public final long lastPollEndedNanos() {
    return polls == 0 ? 0 : lastPollEnded;
  }

  @Override
  public final long busyNanos() {
    return busy;
  }

  @Override
  public final long longestPollNanos() {
    return (long) longestPoll;
  }

  @Override
  public final long scheduledNanos() {
    return scheduled;
  }

  @Override
  public final long wakes() {
    return wakeCount() + selfWakes;
  }

  @Override
  public final long selfWakes() {
    return selfWakes;
  }

  @Override
  public final long lastWakeNanos() {
    if (!isWoken()) {
      return 0;
    }
    Watched now = watched;
    if (now != null && now.lastWake != 0) {
      return now.lastWake;
    }
    // The wake-up lies before the poll that it led to, or that poll is still to come.
    State state = state();
    long after = state == State.IDLE || state == State.FINISHED ? lastPollEnded : CoarseClock.now();
    int ticks = Math.max(0, CoarseClock.tickOf(after) - lastWake);
    return after - ticks * CoarseClock.TICK_NANOS;
  }

  @Override
  public final @Nullable Waking lastWaking() {
    Watched now = watched;
    return now == null ? null : now.lastWaking;
  }

  @Override
  public final OptionalInt worker() {
    ThreadContext carrier = carrier();
    Polling acting = carrier == null ? null : carrier.executor();
    int worker = acting == null ? -1 : acting.workerIndex();
    return worker < 0 ? OptionalInt.empty() : OptionalInt.of(worker);
  }

  @Override
  public final List<WaitView> waits() {
    return TaskWaits.of(self());
  }

  @Override
  public final boolean isWakeable() {
    if (state() != State.IDLE) {
      return true;
    }
    List<WaitView> waits = waits();
    if (waits.isEmpty()) {
      return isWakerTaken();
    }
    return isWakerTaken() || waits.stream().anyMatch(WaitView::registered);
  }

  @Override
  public final List<StackView> stacks() {
    return TaskStacks.of(self());
  }

  @Override
  public final Optional<Histograms> histograms() {
    Watched now = watched;
    return now == null
        ? Optional.empty()
        : Optional.of(new Histograms(now.polls.histogram(), now.scheduled.histogram()));
  }

  @Override
  public final boolean isExact() {
    return watched != null;
  }

  final @Nullable Async<?> bodyLeaf() {
    return bodyLeaf;
  }

  final long bodyWaitingSince() {
    return lastPollEnded - (long) bodyWaited;
  }

  final long bodyWaitPolls() {
    return bodyWaitPolls;
  }

  final WaitFigures bodyWaitFigures() {
    Watched now = watched;
    return now == null ? WaitFigures.NONE : now.bodyWait;
  }

  private boolean isWoken() {
    return selfWakes != 0 || wakeCount() != 0;
  }

  final Origin origin() {
    return origin;
  }
}
