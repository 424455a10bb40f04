package dev.vitrine.future;

/// The way back to whoever polled: asks for one more poll.
///
/// - **Threads:** any; several wakes before the next poll become one poll.
/// - **Blocking:** never blocks the caller, and allocates nothing.
/// - **Errors:** never throws. Waking something that is finished does nothing. What one throws all
///   the same is logged, and told as an uncaught failure; it goes no further.
///
/// Two polls of one operation may bring different wakers; only the last one counts.
@FunctionalInterface
public interface Waker {
  void wake();
}
