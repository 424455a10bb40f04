package dev.vitrine.console.server.internal.read;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.vitrine.instrument.Instruments;
import java.time.Instant;

/// Instants and durations on the wire, all by the one anchor of [Instruments#clock()].
public final class Times {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Times() {}

  /// The exact time now, on the scale of the views.
  public static long now() {
    return Instruments.clock().nanos();
  }

  /// The calendar time of `nanos`, not before the anchor.
  public static Timestamp timestamp(long nanos) {
    return timestamp(Instruments.clock().instant(nanos));
  }

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /// Never negative: a negative one ends tokio-console.
  public static Duration duration(long nanos) {
    long length = Math.max(0, nanos);
    return Duration.newBuilder()
        .setSeconds(length / NANOS_PER_SECOND)
        .setNanos((int) (length % NANOS_PER_SECOND))
        .build();
  }
}
