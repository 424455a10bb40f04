package dev.vitrine.internal.task;

import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.context.ThreadContext;
import org.jspecify.annotations.Nullable;

/// What a task needs of the scheduler it belongs to.
public interface Schedule {

  /// Takes a task that has become ready: it is queued once and polled later. Called by whoever
  /// wakes, on any thread; never blocks.
  ///
  /// @param yields it goes behind the others: it was woken while it ran, or its budget is spent
  /// @param here the context of the calling thread; null outside every runtime
  void schedule(TaskCell<?> task, boolean yields, @Nullable ThreadContext here);

  /// The live tasks that have been pending at least once.
  OwnedTasks owned();

  /// A task has ended; called once for each, on the thread that ended it.
  ///
  /// @param leftEmpty whether its shard of [#owned()] is empty now
  void finished(TaskCell<?> task, boolean leftEmpty);

  /// A task has ended on a thread that counts for no runtime.
  void countForeignFinish();

  /// Starts the thread of an async block.
  void start(Thread block);

  RuntimeContext context();

  RuntimeView view();

  TaskHooks hooks();

  /// Where failures go that nobody joins.
  UnjoinedFailures unjoined();
}
