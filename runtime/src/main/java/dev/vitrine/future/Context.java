package dev.vitrine.future;

import org.jspecify.annotations.Nullable;

/// What a poll is given: the waker to come back with, and the share of the worker's time that is
/// left to this poll.
///
/// A context is valid during the poll it is passed to, on the thread that polls. The [#waker()] may
/// be kept.
///
/// A leaf (an operation that waits for something itself instead of polling others) follows one
/// pattern:
///
/// ```java
/// public Poll<T> poll(Context cx) {
///   if (!cx.proceed()) {
///     return Poll.pending();              // the budget is spent; the task comes again by itself
///   }
///   if (tryToFinish()) {
///     cx.progressed();                    // one unit of the budget
///     return Poll.ready(result);
///   }
///   register(cx.waker());                 // then look once more, so that no wake-up is lost
///   return cx.pending(this);              // and tells the runtime what the task waits for
/// }
/// ```
public abstract class Context {
  protected Context() {}

  /// Wakes the operation that is being polled. Taking the waker tells the runtime that somebody may
  /// keep it.
  public abstract Waker waker();

  /// Whether the budget of this poll allows a leaf to go on. After `false` the leaf must answer
  /// [Poll#pending()] at once; the task has then been arranged to run again, behind the others.
  public abstract boolean proceed();

  /// Takes one unit of the budget: the leaf made progress.
  public abstract void progressed();

  /// Records that the task waits in `leaf`, for whoever looks into the running program.
  ///
  /// @param leaf the operation that has registered a waker and answers pending
  /// @return always [Poll#pending()]
  public abstract <T extends @Nullable Object> Poll<T> pending(Async<T> leaf);

  /// Arranges for a wake-up after the drivers have been asked for events once, behind the tasks
  /// that are ready now.
  public abstract void yieldNow();
}
