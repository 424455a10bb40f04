package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.task.TaskCell;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The licence to act as worker *i*: whoever holds it is that worker, and is the only one who
/// touches it.
///
/// It passes to another thread when the one that holds it goes to block in place. Only the ring's
/// stealing end and the figures are for others.
final class Core implements WorkerFigures.Queued {
  private static final int DEFAULT_GLOBAL_INTERVAL = 61;
  private static final double TARGET_NANOS = 200_000;
  private static final double KEEP = 0.9;

  final int index;
  final RunQueue queue;
  final Parker parker;
  final WorkerFigures figures;
  int tick;
  volatile @Nullable TaskCell<?> lifo; // written by the owner alone
  boolean lifoEnabled;
  boolean searching;
  boolean insideDriver;
  boolean shuttingDown;

  private int globalInterval;
  private final boolean tunesItself;
  private double meanPollNanos = TARGET_NANOS / DEFAULT_GLOBAL_INTERVAL;
  private long tunedAtNanos = System.nanoTime();
  private long tunedAtPolls;
  private int random = ThreadLocalRandom.current().nextInt() | 1;

  Core(int index, RuntimeSettings settings, Parker parker) {
    this.index = index;
    this.parker = parker;
    queue = new RunQueue(settings.queueCapacity());
    figures = new WorkerFigures(settings.workers());
    lifoEnabled = settings.lifoSlot();
    tunesItself = settings.globalQueueInterval() == 0;
    globalInterval = tunesItself ? DEFAULT_GLOBAL_INTERVAL : settings.globalQueueInterval();
  }

  @Override
  public int depth() {
    return queue.length();
  }

  @Override
  public boolean isLifoOccupied() {
    return lifo != null;
  }

  @Override
  public void peekAll(Consumer<TaskCell<?>> action) {
    TaskCell<?> next = lifo;
    if (next != null) {
      action.accept(next);
    }
    queue.peek(action);
  }

  boolean hasTasks() {
    return lifo != null || !queue.isEmpty();
  }

  boolean isTurnOfInject() {
    return Integer.remainderUnsigned(tick, globalInterval) == 0;
  }

  /// Adapts how often the inject queue is looked at first to how long polls take: about every 200
  /// µs, as in Tokio.
  void tune() {
    long now = System.nanoTime();
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
