package dev.vitrine.internal.scheduler;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.task.JoinHandle;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A runtime, for the public doors to it.
public interface RuntimeCore extends RuntimeContext {

  /// Starts a task; it is cancelled at once when the runtime is closing.
  <T extends @Nullable Object> JoinHandle<T> spawn(
      Async<T> body, String name, CallsiteRecord callsite);

  /// Runs a job on the blocking pool.
  <T extends @Nullable Object> JoinHandle<T> spawnBlocking(
      Callable<T> job, String name, CallsiteRecord callsite);

  /// Runs `root` on the calling thread until it ends. Throws what it throws, as it is.
  ///
  /// @param drives whether a current-thread runtime makes its other tasks and its drivers progress
  ///   meanwhile
  <T extends @Nullable Object> T blockOn(Async<T> root, CallsiteRecord callsite, boolean drives);

  /// Runs `job` on the calling worker after another thread has taken over the worker's part.
  <T extends @Nullable Object> T blockInPlace(Callable<T> job) throws Exception;

  /// Refuses a close by a thread that it would wait for.
  ///
  /// @throws IllegalStateException on a thread that polls tasks, and on one of this runtime's own
  void refuseCloseFromInside();

  /// Cancels all tasks, waits for them, and ends all threads. A second call does nothing.
  ///
  /// @return false when something was still running after `limit`; it has been logged
  /// @throws java.util.concurrent.RejectedExecutionException on a virtual thread, if the runtime
  ///   has no workers and the system refuses a thread to poll its tasks; nothing was done
  boolean close(Duration limit);

  RuntimeView view();
}
