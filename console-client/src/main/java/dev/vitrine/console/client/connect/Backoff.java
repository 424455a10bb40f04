package dev.vitrine.console.client.connect;

import java.time.Duration;

/// How long to wait before the next try: half a second after the first failure, doubled each time,
/// five seconds at most.
final class Backoff {
  private static final long FIRST_MILLIS = 500;
  private static final long MOST_MILLIS = 5_000;

  private Backoff() {}

  /// @param failures tries that have failed in a row, 1 or more
  static Duration after(int failures) {
    return Duration.ofMillis(
        Math.min(MOST_MILLIS, FIRST_MILLIS << Math.clamp(failures - 1, 0, 10)));
  }
}
