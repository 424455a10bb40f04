package dev.vitrine.park;

import java.time.Duration;

/// How long a layer was asked to wait.
final class Waits {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Waits() {}

  /// `timeout` in nanoseconds; `Long.MAX_VALUE`, which is no limit, if it is longer than that.
  ///
  /// @throws IllegalArgumentException if it is negative
  static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a wait can not be negative: timeout=" + timeout);
    }
    return timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : Long.MAX_VALUE;
  }
}
