package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeView.BlockingView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.instrument.Tier;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private final List<PollStats> blockOn = new CopyOnWriteArrayList<>();

  // Under the lock: counters lent to threads that come and go, and those that wait for one.
  private final SpinLock lock = new SpinLock(); // a block on a thread without a core comes here
  private final Set<PollStats> lent = new HashSet<>();
  private final ArrayDeque<PollStats> orphansFree = new ArrayDeque<>();
  private final ArrayDeque<PollStats> blockOnFree = new ArrayDeque<>();
  private boolean retired;

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
    return lend(orphansFree, null);
  }

  void releaseOrphan(PollStats stats) {
    takeBack(stats, orphansFree);
  }

  /// Counters for a thread that enters `blockOn`; given back with [#release].
  PollStats acquireForBlockOn() {
    return lend(blockOnFree, blockOn);
  }

  void release(PollStats stats) {
    stats.interrupted();
    takeBack(stats, blockOnFree);
  }

  private PollStats lend(ArrayDeque<PollStats> free, @Nullable List<PollStats> kind) {
    lock.lock();
    try {
      PollStats stats = free.poll();
      if (stats == null) {
        stats = new PollStats();
        writers.add(stats);
        if (kind != null) {
          kind.add(stats);
        }
      }
      lent.add(stats);
      return stats;
    } finally {
      lock.unlock();
    }
  }

  private void takeBack(PollStats stats, ArrayDeque<PollStats> free) {
    lock.lock();
    try {
      lent.remove(stats);
      free.add(stats);
      if (retired) {
        stats.retire();
      }
    } finally {
      lock.unlock();
    }
  }

  void countSpawn(@Nullable ThreadContext context, RuntimeCore home, CallsiteRecord callsite) {
    if (!Tier.ALWAYS) {
      return;
    }
    PollStats stats = context == null || context.runtime() != home ? null : context.stats();
    if (stats != null) {
      stats.spawned(callsite);
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

  /// The runtime has ended: what was counted stays in the callsites. A thread that still counts, in
  /// `blockOn` or left behind in a poll, does this itself when it gives its counters back.
  ///
  /// @param ended counters of the workers that have ended
  void retire(List<PollStats> ended) {
    lock.lock();
    try {
      retired = true;
      ended.forEach(PollStats::retire);
      orphansFree.forEach(PollStats::retire);
      blockOnFree.forEach(PollStats::retire);
    } finally {
      lock.unlock();
    }
  }
}
