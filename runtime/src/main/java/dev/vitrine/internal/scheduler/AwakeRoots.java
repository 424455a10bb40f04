package dev.vitrine.internal.scheduler;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// How many roots of `blockOn` are awake: ready, or being polled. For a thread that may do
/// something only while none is.
final class AwakeRoots {
  /*
   * One word: how often a root woke up (the upper half), and how many are awake (the lower half).
   *
   *   change          by                              mode
   *   woke            who marks a root as ready       getAndAdd
   *   slept           its thread, after the poll      addAndGet
   *
   * A root counts from its mark until the poll that served the mark has ended, and once more for a
   * mark that comes during that poll. So a root that wakes another one is counted until the other
   * is. Whoever reads the same word twice, with none awake, knows that no root was awake at any
   * time in between.
   *
   * Nobody waits for a root beside a word with none awake: `listens` is set before the word is read
   * again, and read after it was changed. Its thread may count a root as asleep before whoever
   * marked it has counted it as awake; some root seems to be awake until then.
   * Looked for by AwakeRootsTest and stress/AwakeRootsListenAgainstSleep.
   */
  private static final long WOKE = (1L << 32) + 1;

  private final AtomicLong word = new AtomicLong();
  private final AtomicBoolean listens = new AtomicBoolean();
  private final Runnable allAsleep;

  /// @param allAsleep told after [#listen] that none is awake any more
  AwakeRoots(Runnable allAsleep) {
    this.allAsleep = allAsleep;
  }

  void woke() {
    word.getAndAdd(WOKE);
  }

  void slept() {
    if (!isAny(word.addAndGet(-1)) && listens.get() && listens.getAndSet(false)) {
      allAsleep.run();
    }
  }

  /// From now on the listener is told, once.
  void listen() {
    listens.set(true);
  }

  /// What is equal at two times only if no root woke up in between.
  long stamp() {
    return word.get();
  }

  /// Whether one was awake then.
  static boolean isAny(long stamp) {
    return (int) stamp != 0;
  }
}
