package dev.vitrine.recording.export;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Instants as nanoseconds since 1970.
final class Instants {
  private static final long SECOND = 1_000_000_000;

  private Instants() {}

  static long nanos(Timestamp instant) {
    return instant.getSeconds() * SECOND + instant.getNanos();
  }

  /// ISO 8601, in UTC.
  static String text(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND))
        .toString();
  }
}
