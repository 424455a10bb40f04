package dev.vitrine.internal.context;

import dev.vitrine.internal.instrument.PollStats;

/// What a thread that polls tasks acts for; see [ThreadContext#executor()].
public interface Polling {
  /// The index of the worker, or -1 for a thread in `blockOn`.
  int workerIndex();

  /// Where its polls are counted; written by that thread alone.
  PollStats stats();
}
