package dev.vitrine.stress;

import java.util.List;

/// Mistakes of going to sleep and being woken: workers, and roots that a paused clock asks for; see
/// [Breaks].
final class SleepBreaks {
  private SleepBreaks() {}

  static final List<Break> ALL =
      List.of(
          new Break(
              "a root looks who listens before it is counted as asleep",
              "internal.scheduler.AwakeRoots",
              "if (!isAny(word.addAndGet(-1)) && listens.get() && listens.getAndSet(false)) {",
              """
          boolean heard = listens.get();
          if (!isAny(word.addAndGet(-1)) && heard && listens.getAndSet(false)) {\
          """,
              "AwakeRootsListenAgainstSleep"),
          new Break(
              "a producer has no fence before it looks",
              "internal.scheduler.IdleWorkers",
              "VarHandle.fullFence();",
              "",
              "IdleWorkersLastSearcherSleeps"),
          new Break(
              "who sleeps is never told to look again",
              "internal.scheduler.IdleWorkers",
              "return searchingOf(after) == 0;",
              "return false;",
              "IdleWorkersLastSearcherSleeps"),
          new Break(
              "a searcher looks at the count before it leaves it",
              "internal.scheduler.IdleWorkers",
              "return searchingOf(state.getAndAdd(-ONE_SEARCHING)) == 1;",
              """
          boolean last = searchingOf(state.get()) == 1;
          state.getAndAdd(-ONE_SEARCHING);
          return last;\
          """,
              "IdleWorkersTwoStopSearching"),
          new Break(
              "a searcher is never told that it was the last",
              "internal.scheduler.IdleWorkers",
              "return searchingOf(state.getAndAdd(-ONE_SEARCHING)) == 1;",
              """
          state.getAndAdd(-ONE_SEARCHING);
          return false;\
          """,
              "IdleWorkersSearcherFinds"),
          new Break(
              "a notifier does not look again under the lock",
              "internal.scheduler.IdleWorkers",
              """
          if (!shouldWake(state.get())) {
          return -1;
          }\
          """,
              "",
              "IdleWorkersTwoProducers"),
          new Break(
              "a sleeper that wakes by itself does not count as awake",
              "internal.scheduler.IdleWorkers",
              """
              state.getAndAdd(ONE_AWAKE);
              return true;\
              """,
              "return true;",
              "IdleWorkersWakesByItself"),
          new Break(
              "the lock of the sleepers is looked at and then stored",
              "internal.scheduler.IdleWorkers",
              """
          while (locked.getPlain() || !locked.compareAndSet(false, true)) {
          Thread.onSpinWait();
          }\
          """,
              """
          while (locked.get()) {
          Thread.onSpinWait();
          }
          locked.set(true);\
          """,
              "IdleWorkersTwoProducers"),
          new Break(
              "unpark looks before it stores",
              "internal.scheduler.Parker",
              "int before = state.getAndSet(NOTIFIED);",
              """
          int before = state.get();
          state.set(NOTIFIED);\
          """,
              "ParkerOnTheDriver"),
          new Break(
              "the owner goes to sleep with a store",
              "internal.scheduler.Parker",
              "if (state.compareAndSet(EMPTY, DRIVING)) {",
              """
          state.set(DRIVING);
          {\
          """,
              "ParkerOnTheDriver"),
          new Break(
              "a notice is consumed with a release store",
              "internal.scheduler.Parker",
              """
          if (state.compareAndSet(NOTIFIED, EMPTY)) {
          return false;\
          """,
              """
          if (state.get() == NOTIFIED) {
          state.setRelease(EMPTY);
          return false;\
          """,
              "ParkerSecondUnpark"));
}
