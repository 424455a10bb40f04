package dev.vitrine.time;

import dev.vitrine.future.Async;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.timer.TimerHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The ways to wait for time to pass. Made for static import.
///
/// Time has a grain of one millisecond: a wait may end up to about a millisecond late, more on a
/// busy runtime, and never early. What lies more than 30 years ahead is taken as 30 years ahead.
///
/// - **Threads:** all methods need a runtime with a timer on the calling thread, and throw
///   [IllegalStateException] elsewhere.
public final class Time {
  static final Duration FAR_FUTURE = Duration.ofDays(30 * 365);

  private Time() {}

  /// Waits for `duration`, counted from this call.
  ///
  /// - **Cancellation:** safe; nothing is lost.
  ///
  /// @param duration zero is ready at once
  /// @throws IllegalArgumentException if `duration` is negative
  public static Sleep sleep(Duration duration) {
    TimerHandle timer = timer("Time.sleep");
    return new Sleep("Time.sleep", timer, after(timer, duration));
  }

  /// Waits until `deadline`; one that has passed is ready at once.
  ///
  /// - **Cancellation:** safe; nothing is lost.
  public static Sleep sleepUntil(Deadline deadline) {
    return new Sleep("Time.sleepUntil", timer("Time.sleepUntil"), deadline.nanos());
  }

  /// Waits for `operation`, but no longer than `limit`, counted from this call. Cancels the
  /// operation when the time is over, and answers when that is done.
  ///
  /// The operation is polled first: one that is ready wins, even if it is late.
  ///
  /// - **Cancellation:** cancels the operation; what that loses is said there.
  ///
  /// @return what the operation comes to, or fails with [ElapsedException]
  /// @throws IllegalArgumentException if `limit` is negative
  public static <T extends @Nullable Object> Async<T> timeout(Duration limit, Async<T> operation) {
    TimerHandle timer = timer("Time.timeout");
    return new Timeout<>(operation, new Sleep("Time.timeout", timer, after(timer, limit)));
  }

  /// As [#timeout], with the time at which to give up.
  public static <T extends @Nullable Object> Async<T> timeoutAt(
      Deadline deadline, Async<T> operation) {
    return new Timeout<>(
        operation, new Sleep("Time.timeoutAt", timer("Time.timeoutAt"), deadline.nanos()));
  }

  /// Ticks at once, and from then on every `period`.
  ///
  /// @throws IllegalArgumentException unless `period` is positive
  public static Interval interval(Duration period) {
    TimerHandle timer = timer("Time.interval");
    return new Interval(timer, timer.clock().nanos(), period);
  }

  /// Ticks at `start`, and from then on every `period`.
  ///
  /// @throws IllegalArgumentException unless `period` is positive
  public static Interval intervalAt(Deadline start, Duration period) {
    return new Interval(timer("Time.intervalAt"), start.nanos(), period);
  }

  static TimerHandle timer(String what) {
    return Current.drivers(what).timerFor(what);
  }

  static long after(TimerHandle timer, Duration duration) {
    return timer.clock().nanos() + nanos(duration);
  }

  /// `duration` in nanoseconds, 30 years at most.
  static long nanos(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not pass backwards: duration=" + duration);
    }
    return (duration.compareTo(FAR_FUTURE) < 0 ? duration : FAR_FUTURE).toNanos();
  }
}
