package dev.vitrine.console.server.internal.read;

import com.google.protobuf.ByteString;
import dev.vitrine.console.proto.tokio.tasks.DurationHistogram;
import dev.vitrine.instrument.Histogram;
import java.nio.ByteBuffer;

/// Our histograms in the form tokio-console reads: HdrHistogram V2, 1 ns to 1 s, two digits.
///
/// The wide form exists only while one message is made, so that no task pays for it.
public final class TokioHistograms {
  /// What is longer is counted as an outlier, and as this.
  public static final long MOST_NANOS = 1_000_000_000L;

  private static final int DIGITS = 2;

  private TokioHistograms() {}

  public static DurationHistogram of(Histogram ours) {
    var wide = new org.HdrHistogram.Histogram(1, MOST_NANOS, DIGITS);
    long longest = ours.longestNanos();
    long outliers = 0;
    boolean isLongestCounted = false;
    for (int bucket = Histogram.BUCKETS - 1; bucket >= 0; bucket--) {
      long count = ours.count(bucket);
      if (count <= 0) {
        continue;
      }
      if (!isLongestCounted) {
        // Of the last bucket one value is known exactly.
        isLongestCounted = true;
        outliers += record(wide, longest, 1);
        count--;
      }
      outliers += record(wide, Math.min(middle(bucket), longest), count);
    }
    ByteBuffer bytes = ByteBuffer.allocate(wide.getNeededByteBufferCapacity());
    wide.encodeIntoByteBuffer(bytes);
    var message =
        DurationHistogram.newBuilder()
            .setRawHistogram(ByteString.copyFrom(bytes.flip()))
            .setMaxValue(MOST_NANOS)
            .setHighOutliers(outliers);
    if (outliers > 0) {
      message.setHighestOutlier(longest);
    }
    return message.build();
  }

  private static long record(org.HdrHistogram.Histogram wide, long nanos, long count) {
    if (count > 0) {
      wide.recordValueWithCount(Math.min(Math.max(nanos, 0), MOST_NANOS), count);
    }
    return nanos > MOST_NANOS ? count : 0;
  }

  private static long middle(int bucket) {
    long lowest = Histogram.lowest(bucket);
    return bucket == Histogram.BUCKETS - 1
        ? Long.MAX_VALUE
        : lowest + (Histogram.lowest(bucket + 1) - lowest) / 2;
  }
}
