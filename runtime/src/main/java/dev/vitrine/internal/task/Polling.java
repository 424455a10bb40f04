package dev.vitrine.internal.task;

import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.PollStats;
import org.jspecify.annotations.Nullable;

/// What a thread that polls tasks acts for; see
/// [dev.vitrine.internal.context.ThreadContext#executor()].
public interface Polling {
  /// The index of the worker, or -1 for a thread in `blockOn`.
  int workerIndex();

  /// Where its polls are counted; written by that thread alone.
  PollStats stats();

  /// Where polls on the thread of `context` are counted; null when it acts for nobody who counts.
  static @Nullable PollStats statsOf(ThreadContext context) {
    PollStats known = context.counts();
    return known != null
        ? known
        : context.executor() instanceof Polling polling ? polling.stats() : null;
  }
}
