package dev.vitrine.console.client.model;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;

/// Instants and durations as they travel, and what is computed from them. Nonsense from a server
/// becomes 0 and never an exception.
public final class Instants {
  private static final long SECOND = 1_000_000_000;

  private Instants() {}

  /// Nanoseconds from `from` to `to`; 0 when `from` is later or either is absent.
  public static long between(Timestamp from, Timestamp to) {
    if (!isSet(from) || !isSet(to)) {
      return 0;
    }
    return Math.max(0, nanos(to) - nanos(from));
  }

  /// Nanoseconds since 1970, saturated.
  public static long nanos(Timestamp at) {
    return saturated(at.getSeconds(), at.getNanos());
  }

  /// Nanoseconds, saturated; negative ones are 0.
  public static long nanos(Duration duration) {
    return Math.max(0, saturated(duration.getSeconds(), duration.getNanos()));
  }

  public static Timestamp timestamp(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(nanos, SECOND))
        .setNanos((int) Math.floorMod(nanos, SECOND))
        .build();
  }

  /// Whether it is there at all.
  public static boolean isSet(Timestamp at) {
    return at.getSeconds() != 0 || at.getNanos() != 0;
  }

  /// ISO 8601, in UTC.
  public static String iso(Timestamp at) {
    try {
      return Instant.ofEpochSecond(at.getSeconds(), at.getNanos()).toString();
    } catch (DateTimeException outOfRange) {
      return Instant.EPOCH.toString();
    }
  }

  private static long saturated(long seconds, int nanos) {
    long limit = Long.MAX_VALUE / SECOND - 1;
    return Math.clamp(seconds, -limit, limit) * SECOND + nanos;
  }
}
