package dev.vitrine.future;

import org.jspecify.annotations.Nullable;

/// An operation that is not finished yet: lazy, made to progress by [#poll], and waited for with
/// [#await()].
///
/// Nothing happens before the first poll. An operation is polled by one task at a time, never by
/// two threads at once, and never again once it has answered [Poll#ready], thrown, or been
/// cancelled.
///
/// Failures are unchecked: an I/O error is an [java.io.UncheckedIOException] whose cause is the
/// `IOException`.
///
/// @param <T> what it comes to
public interface Async<T extends @Nullable Object> {

  /// Makes as much progress as is possible without blocking.
  ///
  /// After a pending answer the operation wakes `cx.waker()` when another poll is worth while. A
  /// poll that nobody asked for is legal and must do no harm.
  ///
  /// - **Threads:** the one that polls the task. Must not block it.
  ///
  /// @throws RuntimeException when the operation fails; it is finished then
  Poll<T> poll(Context cx);

  /// Starts giving the operation up, or goes on doing so. Called instead of [#poll] from the moment
  /// it is no longer wanted, until it answers ready: then nothing of the operation runs any more
  /// and nothing will wake because of it.
  ///
  /// The default calls [#cancel()] once and is done with it. Only operations whose end takes time
  /// (an async block has `finally` blocks to run) or that hold others override this.
  ///
  /// - **Threads:** the one that polls the task. Must not block it.
  ///
  /// @throws RuntimeException when giving it up fails; it is over then all the same
  default Poll<@Nullable Void> pollCancel(Context cx) {
    cancel();
    return Poll.done();
  }

  /// Gives the operation up: deregisters it wherever it waits. Runs at most once, and never after
  /// the operation has finished. What is lost by it is said by each operation.
  ///
  /// - **Threads:** the one that polls the task. Must not block it, must not throw.
  default void cancel() {}

  /// Waits for the operation and gives its value.
  ///
  /// Inside an async block this suspends the block and leaves the worker to others.
  ///
  /// - **Threads:** an async block of a task; elsewhere see the errors.
  /// - **Cancellation:** when the task is aborted, or the block loses a `select`, this throws the
  ///   cancellation.
  ///
  /// @throws IllegalStateException outside an async block; `blockOn` is the way in from ordinary
  ///   threads
  default T await() {
    return Awaiter.current().await(this);
  }
}
