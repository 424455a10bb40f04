package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.CoarseClock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A task as consoles see it: its figures, read by any thread, a little late. Nothing is written
/// here, and nothing is kept.
abstract class ViewedTask extends TaskFigures implements TaskView {
  ViewedTask(Origin origin, long id, long parentId) {
    super(origin, id, parentId);
  }

  abstract boolean isBodyBlock();

  /// Whether it is in a queue although its state word says that it runs.
  abstract boolean isHandedOn();

  /// Whether somebody may keep the waker of the body.
  abstract boolean isWakerTaken();

  abstract @Nullable ThreadContext carrier();

  /// Since when it has been ready to run; `now` when it is not.
  public final long readySinceNanos(long now) {
    long since = Math.max(lastWakeNanos(), Math.max(lastPollEnded, createdAt));
    return state() == State.SCHEDULED && since != 0 ? Math.min(since, now) : now;
  }

  @Override
  public final String name() {
    return origin().name();
  }

  @Override
  public final Kind kind() {
    return origin().kind();
  }

  @Override
  public final RuntimeView runtime() {
    return origin().scheduler().view();
  }

  @Override
  public final CallsiteRecord callsite() {
    return origin().callsite();
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
    Watched now = watched();
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
    Watched now = watched();
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
    Watched now = watched();
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
    Watched now = watched();
    return now == null
        ? Optional.empty()
        : Optional.of(new Histograms(now.polls.histogram(), now.scheduled.histogram()));
  }

  @Override
  public final boolean isExact() {
    return watched() != null;
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
    Watched now = watched();
    return now == null ? WaitFigures.NONE : now.bodyWait;
  }

  private boolean isWoken() {
    return selfWakes != 0 || wakeCount() != 0;
  }
}
