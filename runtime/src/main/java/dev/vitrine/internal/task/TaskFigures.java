package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.PolledTask;
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
abstract class TaskFigures extends TaskState implements TaskView {
  private static final VarHandle CHANGED;

  static {
    try {
      CHANGED = MethodHandles.lookup().findVarHandle(TaskFigures.class, "changed", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final long id;
  private final String name;
  private final Kind kind;
  private final CallsiteRecord callsite;
  private final long parentId;

  private final long createdAt = Tier.ALWAYS ? CoarseClock.now() : 0;
  private long finishedAt;
  private long polls;
  private long firstPoll;
  private long lastPollStarted;
  private long lastPollEnded;
  private long busy;
  private long longestPoll;
  private long scheduled;
  private long selfWakes;
  private long lastWake;
  private Outcome outcome = Outcome.NONE;

  private @Nullable Async<?> bodyLeaf;
  private long bodyWaitingSince;
  private long bodyWaitPolls;
  private boolean wakerTaken;

  // While watched.
  private @Nullable Watched watched;
  private volatile boolean changed;
  @Nullable TaskFigures nextChanged;

  private static final class Watched {
    final PollSamples polls = new PollSamples();
    final PollSamples scheduled = new PollSamples();
    @Nullable Waking lastWaking;
  }

  TaskFigures(long id, String name, Kind kind, CallsiteRecord callsite, long parentId) {
    this.id = id;
    this.name = name;
    this.kind = kind;
    this.callsite = callsite;
    this.parentId = parentId;
  }

  abstract TaskCell<?> self();

  abstract boolean isBodyBlock();

  abstract @Nullable Async<?> currentBody();

  // ---- writing

  final long beginFigures(ThreadContext context) {
    long since = Math.max(lastWake, lastPollEnded);
    PollStats stats = kind == Kind.BLOCKING ? null : statsOf(context);
    long start = stats == null ? CoarseClock.refresh() : stats.begin(callsite, since);
    if (polls == 0) {
      firstPoll = start;
    }
    lastPollStarted = start;
    polls++;
    wakerTaken &= polls > 1;
    if (since != 0 && start > since) {
      scheduled += start - since;
    }
    if (Tier.isWatched()) {
      Watched now = watchedFigures();
      if (since != 0) {
        now.scheduled.record(Math.max(0, start - since));
      }
      markChanged();
    } else {
      watched = null;
    }
    return start;
  }

  final void endFigures(ThreadContext context, long start) {
    PollStats stats = kind == Kind.BLOCKING ? null : statsOf(context);
    long end = stats == null ? CoarseClock.refresh() : stats.end(callsite, start);
    long took = end - start;
    busy += took;
    if (took > longestPoll) {
      longestPoll = took;
    }
    lastPollEnded = end;
    Watched now = watched;
    if (now != null) {
      now.polls.record(took);
      markChanged();
    }
  }

  final void finishFigures(@Nullable ThreadContext context, boolean failed, boolean cancelled) {
    if (!Tier.ALWAYS) {
      return;
    }
    outcome = failed ? Outcome.FAILED : cancelled ? Outcome.CANCELLED : Outcome.COMPLETED;
    finishedAt = Math.max(CoarseClock.now(), lastPollEnded);
    bodyLeaf = null;
    PollStats stats = context == null ? null : statsOf(context);
    if (stats != null) {
      stats.finished(callsite, failed, cancelled, kind != Kind.BLOCK_ON);
    } else {
      callsite.finishedByForeign(failed, cancelled);
      self().scheduler().countForeignFinish();
    }
    if (Tier.isWatched()) {
      markChanged();
      ChangedTasks.finished(self());
    }
  }

  private static @Nullable PollStats statsOf(ThreadContext context) {
    return context.executor() instanceof Polling polling ? polling.stats() : null;
  }

  final void countSelfWake() {
    selfWakes++;
  }

  final void noteWake() {
    long now = Tier.isWatched() ? System.nanoTime() : CoarseClock.now();
    lastWake = now;
    if (Tier.isWatched()) {
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
    }
  }

  final void wokenWithoutParking() {
    if (Tier.ALWAYS) {
      countWake();
    }
  }

  final void bodyLeaf(Async<?> leaf) {
    if (leaf != bodyLeaf) {
      bodyLeaf = leaf;
      bodyWaitingSince = CoarseClock.now();
      bodyWaitPolls = 0;
    }
    bodyWaitPolls++;
  }

  final void noteWakerTaken() {
    wakerTaken = true;
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
    int worker =
        context != null && context.executor() instanceof Polling polling
            ? polling.workerIndex()
            : -1;
    return new Waking(
        by == null ? 0 : by.id(), worker, worker < 0 ? Thread.currentThread().getName() : "");
  }

  final void markChanged() {
    if (!changed && CHANGED.compareAndSet(this, false, true) && !ChangedTasks.changed(this)) {
      CHANGED.setVolatile(this, false); // no room: whoever reads next looks at all that live
    }
  }

  /// What has changed is about to be read.
  final void clearChanged() {
    CHANGED.setVolatile(this, false);
  }

  // ---- reading

  /// Since when it has been ready to run; `now` when it is not.
  public final long readySinceNanos(long now) {
    long since = Math.max(lastWake, Math.max(lastPollEnded, createdAt));
    return state() == State.SCHEDULED && since != 0 ? Math.min(since, now) : now;
  }

  @Override
  public final long id() {
    return id;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Kind kind() {
    return kind;
  }

  @Override
  public final RuntimeView runtime() {
    return self().scheduler().view();
  }

  @Override
  public final CallsiteRecord callsite() {
    return callsite;
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
      return State.RUNNING;
    }
    return (word & NOTIFIED) != 0 ? State.SCHEDULED : State.IDLE;
  }

  @Override
  public final Outcome outcome() {
    return outcome;
  }

  @Override
  public final long createdAtNanos() {
    return createdAt;
  }

  @Override
  public final long finishedAtNanos() {
    return finishedAt;
  }

  @Override
  public final long polls() {
    return polls;
  }

  @Override
  public final long firstPollNanos() {
    return firstPoll;
  }

  @Override
  public final long lastPollStartedNanos() {
    return lastPollStarted;
  }

  @Override
  public final long lastPollEndedNanos() {
    return lastPollEnded;
  }

  @Override
  public final long busyNanos() {
    return busy;
  }

  @Override
  public final long longestPollNanos() {
    return longestPoll;
  }

  @Override
  public final long scheduledNanos() {
    return scheduled;
  }

  @Override
  public final long wakes() {
    return wakeCount();
  }

  @Override
  public final long selfWakes() {
    return Math.min(selfWakes, wakeCount());
  }

  @Override
  public final long lastWakeNanos() {
    return lastWake;
  }

  @Override
  public final @Nullable Waking lastWaking() {
    Watched now = watched;
    return now == null ? null : now.lastWaking;
  }

  @Override
  public final OptionalInt worker() {
    ThreadContext carrier = self().carrier();
    return carrier != null
            && carrier.executor() instanceof Polling polling
            && polling.workerIndex() >= 0
        ? OptionalInt.of(polling.workerIndex())
        : OptionalInt.empty();
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
      return wakerTaken;
    }
    return wakerTaken || waits.stream().anyMatch(WaitView::registered);
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
    return bodyWaitingSince;
  }

  final long bodyWaitPolls() {
    return bodyWaitPolls;
  }

  final boolean isWakerTaken() {
    return wakerTaken;
  }
}
