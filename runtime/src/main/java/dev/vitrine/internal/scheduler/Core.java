package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.concurrent.Padded;
import dev.vitrine.internal.task.TaskCell;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The licence to act as worker *i*: whoever holds it is that worker, and is the only one who
/// touches it.
///
/// It passes to another thread when the one that holds it goes to block in place. Only the ring's
/// stealing end and the figures are for others.
final class Core extends Padded implements WorkerFigures.Queued {
  private static final int DEFAULT_GLOBAL_INTERVAL = 61;
  private static final double TARGET_NANOS = 200_000;
  private static final double KEEP = 0.9;

  private static final VarHandle LIFO;

  static {
    try {
      LIFO = MethodHandles.lookup().findVarHandle(Core.class, "lifo", TaskCell.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  final int index;
  final RunQueue queue;
  final Parker parker;
  final WorkerFigures figures;
  final DriverTurn look;
  final DriverTurn sleep;
  final Linger linger = new Linger();
  private @Nullable TaskCell<?> lifo; // written by the owner alone, read by consoles
  boolean lifoEnabled;
  boolean yielded; // a task has gone to the back of the ring, and nobody has been told yet
  boolean searching;
  boolean insideDriver;
  boolean shuttingDown;
  boolean wokenForWork; // by a notifier, and has not slept since
  long wokenAtNanos;

  private final int eventInterval;
  private final long eventRestNanos;
  private long lookedAtNanos = System.nanoTime();
  private int turnsToMaintenance;
  private int globalInterval;
  private int turnsToInject;
  private final boolean tunesItself;
  private double meanPollNanos = TARGET_NANOS / DEFAULT_GLOBAL_INTERVAL;
  private long tunedAtNanos = System.nanoTime();
  private long tunedAtPolls;
  private int random = ThreadLocalRandom.current().nextInt() | 1;

  Core(int index, long runtimeId, RuntimeSettings settings, Parker parker) {
    this.index = index;
    this.parker = parker;
    queue = new RunQueue(settings.queueCapacity());
    figures = new WorkerFigures(runtimeId, index, settings.workers());
    look = new DriverTurn(figures, settings.drivers()::io, false);
    sleep = new DriverTurn(figures, settings.drivers()::io, true);
    lifoEnabled = settings.lifoSlot();
    tunesItself = settings.globalQueueInterval() == 0;
    globalInterval = tunesItself ? DEFAULT_GLOBAL_INTERVAL : settings.globalQueueInterval();
    turnsToInject = globalInterval;
    eventInterval = settings.eventInterval();
    eventRestNanos = settings.eventRestNanos();
    turnsToMaintenance = eventInterval;
  }

  @Override
  public int depth() {
    return queue.length();
  }

  @Override
  public boolean isLifoOccupied() {
    return LIFO.getOpaque(this) != null;
  }

  @Override
  public void peekAll(Consumer<TaskCell<?>> action) {
    var next = (TaskCell<?>) LIFO.getAcquire(this);
    if (next != null) {
      action.accept(next);
    }
    queue.peek(action);
  }

  boolean hasTasks() {
    return hasLifo() || !queue.isEmpty();
  }

  // ---- the LIFO slot; owner only

  boolean hasLifo() {
    return lifo != null;
  }

  /// Empties the slot.
  @Nullable TaskCell<?> takeLifo() {
    TaskCell<?> next = lifo;
    if (next != null) {
      lifo = null;
    }
    return next;
  }

  /// Fills the slot. A release, so that a console sees the task whole; an order with anything else
  /// nobody needs, since nobody else takes from here.
  ///
  /// @return what was there
  @Nullable TaskCell<?> exchangeLifo(TaskCell<?> next) {
    TaskCell<?> before = lifo;
    LIFO.setRelease(this, next);
    return before;
  }

  // ---- what comes round every so many turns; owner only

  /// Counts a turn.
  ///
  /// @return whether the drivers' turn has come
  boolean countTurn() {
    turnsToInject--;
    if (--turnsToMaintenance > 0) {
      return false;
    }
    turnsToMaintenance = eventInterval;
    return true;
  }

  /// The drivers have just had their turn, or are attended by another worker.
  ///
  /// @param now the time, nanoseconds
  void restartTurns(long now) {
    turnsToMaintenance = eventInterval;
    lookedAtNanos = now;
  }

  /// Whether the drivers have rested long enough since their last turn; then this is another one.
  boolean isLookDue(long now) {
    if (now - lookedAtNanos < eventRestNanos) {
      return false;
    }
    lookedAtNanos = now;
    return true;
  }

  /// Whether this turn looks into the inject queue first.
  boolean isTurnOfInject() {
    if (turnsToInject > 0) {
      return false;
    }
    turnsToInject = globalInterval;
    return true;
  }

  /// Adapts how often the inject queue is looked at first to how long polls take: about every 200
  /// µs, as in Tokio.
  ///
  /// @param now the time, nanoseconds
  void tune(long now) {
    long polls = figures.polls.polls() - tunedAtPolls;
    if (tunesItself && polls > 0 && figures.phase() == WorkerFigures.Phase.BUSY) {
      double share = 1 - Math.pow(KEEP, (double) polls);
      meanPollNanos = share * ((double) (now - tunedAtNanos) / polls) + (1 - share) * meanPollNanos;
      int wanted = (int) Math.clamp(TARGET_NANOS / meanPollNanos, 2.0, 127.0);
      if (Math.abs(wanted - globalInterval) > 2) {
        globalInterval = wanted;
      }
    }
    restartTuning(now);
  }

  /// The time until now was not spent on polls.
  void restartTuning(long now) {
    tunedAtNanos = now;
    tunedAtPolls = figures.polls.polls();
  }

  /// A number from 0 to `bound - 1`.
  int random(int bound) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return (int) (((random & 0xffff_ffffL) * bound) >>> 32);
  }
}
