package dev.vitrine.internal.context;

import dev.vitrine.future.Async;
import dev.vitrine.future.Waker;

/// The task that a thread polls now.
public interface PolledTask {
  long id();

  /// Wakes the task's body.
  Waker bodyWaker();

  /// The body itself, no async block of it, waits in `leaf`.
  void bodyWaitsIn(Async<?> leaf);

  /// The body itself, no async block of it, has yielded; it comes back in a later poll.
  void bodyHasYielded();

  /// Queues the task after [ThreadContext#putOff].
  ///
  /// @param here the context of the calling thread
  void queueAgain(ThreadContext here);

  /// Somebody has asked for the body's waker and may keep it.
  void bodyWakerTaken();
}
