package dev.vitrine.internal.scheduler;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Who sleeps, who searches, and whom to wake. After Tokio's idle protocol.
final class IdleWorkers {
  /*
   *   state     one word: workers that are awake (upper half), and of these those that search in other queues (lower half)
   *   sleepers  the workers that sleep, the last one on top; under a lock that spins, held for a few instructions
   *
   *   change                              by             mode
   *   awake + 1, searching + 1, popped    a notifier     getAndAdd under the lock: the woken one starts as a searcher
   *   awake − 1 (searching − 1), pushed   who sleeps     getAndAdd under the lock
   *   searching + 1 / − 1                 a worker       getAndAdd
   *
   * No task is left lying. A producer publishes its task, makes a full fence and reads state; it
   * stays silent only if somebody searches or all are awake. A worker that sleeps or stops
   * searching changes state first and then looks: who sleeps looks into all queues again if nobody
   * searches any more, the last searcher to find something wakes another, or looks into all queues
   * if it has looked out for what it found (Linger). Fence and read-modify-write are ordered:
   * either the producer sees the change, and wakes somebody, or it came first, and its task is seen
   * by the look that follows. A ring whose owner would not wake another for what is in it
   * (WakeWorth) is left out of the sleeper's look: the owner is awake, and polls it all. A task
   * that yields is published by the worker that takes the next one out of the same ring right
   * afterwards. That takes a compare-and-set of the ring's head, which stands where the fence
   * would: if the producer misses the change of state, its read of state comes before the change in
   * the order of volatile accesses, so the compare-and-set does, and the sleeper's volatile read of
   * head sees it and all that was published before. At most one woken worker is on its way at a
   * time; that keeps a burst from waking everybody.
   * Looked for by IdleWorkersRaceTest and MultiThreadStressTest.
   */
  private static final long ONE_AWAKE = 1L << 32;
  private static final long ONE_SEARCHING = 1;

  private final int workers;
  private final AtomicLong state;
  private final AtomicBoolean locked = new AtomicBoolean();
  private final int[] sleepers;
  private int sleeping;

  IdleWorkers(int workers) {
    this.workers = workers;
    state = new AtomicLong(workers * ONE_AWAKE);
    sleepers = new int[workers];
  }

  /// A task has been published: the worker to wake for it, which counts as awake and searching from
  /// now on.
  ///
  /// @return -1 for nobody
  int workerToNotify() {
    VarHandle.fullFence();
    return shouldWake(state.getPlain()) ? takeWorker() : -1;
  }

  /// The same, by a worker that has taken another task out of its ring since it put the first one
  /// there.
  int workerToNotifyAfterPop() {
    return shouldWake(state.get()) ? takeWorker() : -1;
  }

  private int takeWorker() {
    lock();
    try {
      if (!shouldWake(state.get())) {
        return -1;
      }
      state.getAndAdd(ONE_AWAKE + ONE_SEARCHING);
      return sleepers[--sleeping];
    } finally {
      unlock();
    }
  }

  private boolean shouldWake(long word) {
    return searchingOf(word) == 0 && awakeOf(word) < workers;
  }

  /// The worker will sleep.
  ///
  /// @return whether nobody searches any more, and it must look into all queues once more
  boolean goToSleep(int worker, boolean searching) {
    lock();
    try {
      long after = state.addAndGet(-ONE_AWAKE - (searching ? ONE_SEARCHING : 0));
      sleepers[sleeping++] = worker;
      return searchingOf(after) == 0;
    } finally {
      unlock();
    }
  }

  /// @return false when half of the workers search already
  boolean tryStartSearching() {
    if (2 * searchingOf(state.get()) >= workers) {
      return false;
    }
    state.getAndAdd(ONE_SEARCHING);
    return true;
  }

  /// @return whether it was the last one that searched, and must wake another
  boolean stopSearching() {
    return searchingOf(state.getAndAdd(-ONE_SEARCHING)) == 1;
  }

  /// The worker has woken up by itself.
  ///
  /// @return true when it was still among the sleepers, and is awake now without searching; false
  ///   when a notifier has picked it
  boolean wakeUpItself(int worker) {
    lock();
    try {
      for (int i = 0; i < sleeping; i++) {
        if (sleepers[i] == worker) {
          System.arraycopy(sleepers, i + 1, sleepers, i, --sleeping - i);
          state.getAndAdd(ONE_AWAKE);
          return true;
        }
      }
      return false;
    } finally {
      unlock();
    }
  }

  boolean isAsleep(int worker) {
    lock();
    try {
      for (int i = 0; i < sleeping; i++) {
        if (sleepers[i] == worker) {
          return true;
        }
      }
      return false;
    } finally {
      unlock();
    }
  }

  /// Whether any worker is awake.
  boolean isAnyAwake() {
    return awakeOf(state.get()) > 0;
  }

  /// Whether any worker sleeps.
  boolean isAnyAsleep() {
    return awakeOf(state.get()) < workers;
  }

  int searching() {
    return searchingOf(state.get());
  }

  private static int awakeOf(long word) {
    return (int) (word >>> 32);
  }

  private static int searchingOf(long word) {
    return (int) word;
  }

  private void lock() {
    while (locked.getPlain() || !locked.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
  }

  private void unlock() {
    locked.setRelease(false);
  }
}
