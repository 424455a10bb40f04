package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.WorkerView;
import org.jspecify.annotations.Nullable;

/// A worker, with what only the watchdog asks for.
public interface WatchedWorker extends WorkerView {
  /// The thread that acts as the worker now.
  @Nullable Thread thread();

  /// Its id in the operating system, or -1.
  long osThreadId();

  /// How long the task that has waited longest in this worker's queue or slot has waited, as of
  /// `now`.
  long longestWaitNanos(long now);
}
