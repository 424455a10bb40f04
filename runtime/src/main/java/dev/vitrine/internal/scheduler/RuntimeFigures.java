package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeView.BlockingView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.task.Polling;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The counters that belong to a runtime and not to one worker.
final class RuntimeFigures {
  private static final AtomicLong NEXT_ID = new AtomicLong();

  final long id = NEXT_ID.incrementAndGet();
  final long startedAt = Instruments.clock().nanos();
  private final AtomicLong forcedYields = new AtomicLong();
  private final AtomicInteger inPlace = new AtomicInteger();
  private final AtomicLong foreignSpawned = new AtomicLong();
  private final AtomicLong foreignFinished = new AtomicLong();
  private final List<PollStats> writers = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<PollStats> orphansFree = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<PollStats> blockOnFree = new ConcurrentLinkedQueue<>();
  private final List<PollStats> blockOn = new CopyOnWriteArrayList<>();

  void countForcedYield() {
    forcedYields.incrementAndGet();
  }

  long forcedYields() {
    return forcedYields.get();
  }

  /// A worker's thread begins to block in place, or ends.
  void blocksInPlace(int change) {
    inPlace.addAndGet(change);
  }

  int blockingInPlace() {
    return inPlace.get();
  }

  void addWriter(PollStats stats) {
    writers.add(stats);
  }

  /// Counters for a thread that has given its core away in the middle of a poll; given back with
  /// [#releaseOrphan].
  PollStats acquireOrphan() {
    PollStats free = orphansFree.poll();
    if (free == null) {
      free = new PollStats();
      writers.add(free);
    }
    return free;
  }

  void releaseOrphan(PollStats stats) {
    orphansFree.add(stats);
  }

  /// Counters for a thread that enters `blockOn`; given back with [#release].
  PollStats acquireForBlockOn() {
    PollStats free = blockOnFree.poll();
    if (free == null) {
      free = new PollStats();
      blockOn.add(free);
      writers.add(free);
    }
    return free;
  }

  void release(PollStats stats) {
    stats.interrupted();
    blockOnFree.add(stats);
  }

  void countSpawn(@Nullable ThreadContext context, RuntimeCore home, CallsiteRecord callsite) {
    if (!Tier.ALWAYS) {
      return;
    }
    if (context != null
        && context.runtime() == home
        && context.executor() instanceof Polling polling) {
      polling.stats().spawned(callsite);
    } else {
      foreignSpawned.incrementAndGet();
      callsite.spawnedByForeign();
    }
  }

  void countForeignFinish() {
    foreignFinished.incrementAndGet();
  }

  long spawned() {
    return foreignSpawned.get() + writers.stream().mapToLong(PollStats::spawned).sum();
  }

  long live() {
    long finished = foreignFinished.get() + writers.stream().mapToLong(PollStats::finished).sum();
    return Math.max(0, spawned() - finished);
  }

  long blockOnPolls() {
    return blockOn.stream().mapToLong(PollStats::polls).sum();
  }

  static BlockingView viewOf(BlockingPool pool) {
    return new BlockingView(pool.threads(), pool.idle(), pool.cap(), pool.queued());
  }

  /// The runtime has ended: what was counted stays in the callsites.
  void retire() {
    writers.forEach(PollStats::retire);
  }
}
