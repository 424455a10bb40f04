package dev.vitrine.instrument;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// A runtime of this process, as it is now. Durations and instants are nanoseconds of
/// [Instruments#clock()]; counters only grow.
public interface RuntimeView {

  /// Unique in the process, never reused.
  long id();

  String name();

  /// `multi-thread`, `current-thread` or `assembled`.
  String flavour();

  long startedAtNanos();

  /// What the builder was told, for people: setting and value.
  Map<String, String> settings();

  List<WorkerView> workers();

  /// Tasks that wait in the inject queue.
  long injectDepth();

  /// Tasks that came into the inject queue from threads that are not workers.
  long remoteSchedules();

  /// Spawned and not finished.
  long liveTasks();

  /// Spawned since the start, `blockOn` roots not counted.
  long spawnedTasks();

  /// Times a poll had used up its budget.
  long budgetForcedYields();

  /// Polls of `blockOn` roots, which no worker counts.
  long blockOnPolls();

  BlockingView blocking();

  /// Calls of `blockInPlace` under way whose thread has passed its worker on. No worker is ever
  /// blocked by one: another thread goes on as the worker, so its state, current task and counters
  /// are those of that thread, while the task that blocks is running on no worker.
  int blockingInPlace();

  /// Sources registered with the I/O driver and events it has handled; empty when I/O is off.
  Optional<IoView> io();

  /// Timers that are registered; empty when time is off.
  Optional<TimerView> timer();

  /// Hands over every task that lives, those that have never been polled included. Tasks that come
  /// or go meanwhile may be missed, and so may one that a worker takes for its first poll, of which
  /// [Watch#drainChanged] tells after that; none is handed over twice.
  void forEachLiveTask(Consumer<TaskView> action);

  /// What [#forEachLiveTask] hands over, in parts: one of some thousand tasks is read when it is
  /// asked for, so that a reader of a million tasks can do other things in between.
  Iterator<List<TaskView>> liveTaskParts();

  /// A living task, or one of the finished that are kept while somebody watches.
  Optional<TaskView> task(long id);

  /// The blocking pool now.
  ///
  /// @param threads of the pool, workers not counted
  /// @param idle of these
  /// @param cap the most there may be
  /// @param queued jobs that wait for a thread
  record BlockingView(int threads, int idle, int cap, int queued) {}

  /// The I/O driver: what it watches and what it did.
  ///
  /// @param sources registered now
  /// @param events handled since the start
  /// @param turns times the driver was asked
  record IoView(long sources, long events, long turns) {}

  /// The timers of the runtime.
  ///
  /// @param registered timers that wait
  /// @param nextNanos until the next one, at most; empty when none waits
  record TimerView(long registered, OptionalLong nextNanos) {}
}
