package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.internal.concurrent.Padded;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.instrument.Watchdog;
import dev.vitrine.internal.instrument.WatchedWorker;
import dev.vitrine.internal.task.TaskCell;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a worker counts and what it does now. Written by the thread that acts as the worker, read
/// by anybody while it happens.
///
/// Time is kept by phase: a change of phase reads the exact clock once, and a reader adds the phase
/// that lasts.
@SuppressWarnings("EnumOrdinal") // sums by phase, in memory only
final class WorkerFigures extends Padded {
  /// What a worker spends its time on.
  enum Phase {
    STARTING,
    BUSY,
    SEARCHING,
    PARKED,
    DRIVING,
    STOPPED
  }

  /// The tasks that wait for the worker, as others may look at them.
  interface Queued {
    /// In the ring.
    int depth();

    boolean isLifoOccupied();

    /// Hands over what seems to be in ring and slot.
    void peekAll(Consumer<TaskCell<?>> action);
  }

  final PollStats polls;
  private final AtomicLong coreless = new AtomicLong();
  private final long[] stolenFrom;
  private final long[] spent = new long[Phase.values().length];
  private Phase phase = Phase.STARTING;
  private long phaseSince = System.nanoTime();
  private volatile @Nullable ThreadContext acting;
  private volatile long osThreadId = -1;
  long stealBatches;
  long searches;
  long parks;
  long noopParks;
  long overflows;
  long localSchedules;
  private long pollsAtLastPark = -1;

  /// @param index of the worker
  /// @param workers how many the runtime has
  WorkerFigures(long runtimeId, int index, int workers) {
    polls = new PollStats(runtimeId, index);
    stolenFrom = new long[workers];
  }

  void enter(Phase next) {
    if (phase != next) {
      long now = System.nanoTime();
      spent[phase.ordinal()] += now - phaseSince;
      phaseSince = now;
      phase = next;
      if (next != Phase.BUSY) {
        polls.interrupted();
      }
    }
  }

  Phase phase() {
    return phase;
  }

  /// The worker has done the last that it does.
  void stopped() {
    polls.stop();
  }

  void countPark() {
    record(EventKind.PARK, 0, 0, 0);
    parks++;
    if (pollsAtLastPark == polls.polls()) {
      noopParks++;
    }
    pollsAtLastPark = polls.polls();
  }

  /// A thread that was this worker has ended, and has polled since it gave the core away: a task
  /// that was cancelled meanwhile is polled once more where it is.
  void countCoreless(long more) {
    if (more > 0) {
      coreless.addAndGet(more);
    }
  }

  void countStolen(int victim, int tasks) {
    stealBatches++;
    stolenFrom[victim] += tasks;
    record(EventKind.STEAL, 0, victim, tasks);
  }

  /// Between polls, while somebody records: what is in the queues, and now and then what has been
  /// counted.
  void recordQueues(boolean lifo, long ring, long inject) {
    long now = System.nanoTime();
    polls.record(EventKind.QUEUES.code(), lifo ? 1 : 0, now, ring, inject, 0);
    polls.recordCounts(now, stealBatches);
  }

  /// Something that happens between polls.
  void record(EventKind kind, int flags, long a, long b) {
    if (Tier.isRecorded()) {
      polls.record(kind.code(), flags, System.nanoTime(), a, b, 0);
    }
  }

  /// The task that is polled now.
  private @Nullable TaskCell<?> current() {
    ThreadContext context = acting;
    return context != null && context.task() instanceof TaskCell<?> task ? task : null;
  }

  void peekCurrent(Consumer<TaskCell<?>> action) {
    TaskCell<?> task = current();
    if (task != null) {
      action.accept(task);
    }
  }

  /// The thread of `context` acts as the worker from now on; called by that thread or by an async
  /// block on it.
  void startActing(ThreadContext context) {
    osThreadId = Watchdog.osThreadIdOf(context.owner());
    acting = context;
  }

  /// That thread does something else now.
  void stopActing() {
    acting = null;
  }

  /// Nanoseconds in `wanted`, the time it has lasted by now included.
  private long spentIn(Phase wanted) {
    long sum = spent[wanted.ordinal()];
    long since = phaseSince;
    return phase == wanted ? sum + Math.max(0, System.nanoTime() - since) : sum;
  }

  /// As a console sees it.
  WorkerView view(int index, Queued queued) {
    return new View(this, index, queued);
  }

  private record View(WorkerFigures figures, int index, Queued queued) implements WatchedWorker {
    @Override
    public String threadName() {
      Thread thread = thread();
      return thread == null ? "" : thread.getName();
    }

    @Override
    public @Nullable Thread thread() {
      ThreadContext context = figures.acting;
      return context == null ? null : context.owner();
    }

    @Override
    public long osThreadId() {
      return figures.osThreadId;
    }

    @Override
    public long longestWaitNanos(long now) {
      var oldest = new long[] {now};
      Consumer<TaskCell<?>> older =
          task -> oldest[0] = Math.min(oldest[0], task.readySinceNanos(now));
      queued.peekAll(older);
      return now - oldest[0];
    }

    @Override
    public State state() {
      return switch (figures.phase) {
        case STARTING -> State.STARTING;
        case BUSY -> figures.current() != null ? State.POLLING : State.BETWEEN_POLLS;
        case SEARCHING -> State.SEARCHING;
        case PARKED -> State.PARKED;
        case DRIVING -> State.DRIVING;
        case STOPPED -> State.STOPPED;
      };
    }

    @Override
    public long stateSinceNanos() {
      // Whichever is later. The current task is not asked: by now there may be another, or none.
      long since = figures.phaseSince;
      ThreadContext context = figures.acting;
      long polled = context == null ? since : context.pollStarted();
      return polled - since > 0 ? polled : since;
    }

    @Override
    public Optional<TaskView> currentTask() {
      return Optional.ofNullable(figures.current());
    }

    @Override
    public long polls() {
      return figures.polls.polls() + figures.coreless.get();
    }

    @Override
    public long lifoPolls() {
      return figures.polls.lifoPolls();
    }

    @Override
    public int localDepth() {
      return queued.depth();
    }

    @Override
    public boolean isLifoOccupied() {
      return queued.isLifoOccupied();
    }

    @Override
    public long stolenFrom(int victim) {
      return figures.stolenFrom[victim];
    }

    @Override
    public long stealBatches() {
      return figures.stealBatches;
    }

    @Override
    public long searches() {
      return figures.searches;
    }

    @Override
    public long parks() {
      return figures.parks;
    }

    @Override
    public long noopParks() {
      return figures.noopParks;
    }

    @Override
    public long overflows() {
      return figures.overflows;
    }

    @Override
    public long localSchedules() {
      return figures.localSchedules;
    }

    @Override
    public long busyNanos() {
      return figures.spentIn(Phase.BUSY);
    }

    @Override
    public long searchNanos() {
      return figures.spentIn(Phase.SEARCHING);
    }

    @Override
    public long parkNanos() {
      return figures.spentIn(Phase.PARKED);
    }

    @Override
    public long driverNanos() {
      return figures.spentIn(Phase.DRIVING);
    }
  }
}
