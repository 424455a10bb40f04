package dev.vitrine.console.server;

import java.time.Duration;

/// How often streams send, and for how long the process stays watched after the last who looked.
record Settings(Duration interval, Duration grace) {
  static final Settings DEFAULT = new Settings(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /// @throws IllegalArgumentException if it is out of range
  Settings withInterval(Duration interval) {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "publishInterval must be 10 ms to 1 min: publishInterval=" + interval);
    }
    return new Settings(interval, grace);
  }
}
