package dev.vitrine.console.client.model;

import com.google.protobuf.ByteString;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/// The bytes in which histograms travel: HdrHistogram's second plain form.
public final class HistogramBytes {
  private static final int COOKIE = 0x1c849313;
  private static final int HEADER_BYTES = 40;

  private HistogramBytes() {}

  /// Reads a histogram of nanoseconds.
  ///
  /// @throws IllegalArgumentException if the bytes are anything else; the message says what
  public static Histogram decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a histogram needs " + HEADER_BYTES + " bytes at least: bytes=" + bytes.length);
    }
    var buffer = ByteBuffer.wrap(bytes);
    int cookie = buffer.getInt(0);
    if (cookie != COOKIE) {
      throw new IllegalArgumentException(
          "not the second plain form of HdrHistogram: cookie=0x" + Integer.toHexString(cookie));
    }
    if (buffer.getInt(8) != 0 || buffer.getDouble(32) != 1.0) {
      throw new IllegalArgumentException("offset must be 0 and the ratio 1");
    }
    try {
      return Histogram.decodeFromByteBuffer(buffer, 0);
    } catch (BufferUnderflowException | ArrayIndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("a histogram that is cut short or overlong", cut);
    }
  }

  /// The same histogram in the vocabulary of our own service; empty when the bytes can not be read.
  ///
  /// @param highestOutlier the longest duration that did not fit in, nanoseconds; 0 when all did
  static Optional<dev.vitrine.console.proto.v1.Histogram> read(
      ByteString bytes, long highestOutlier) {
    Histogram histogram;
    try {
      histogram = decode(bytes.toByteArray());
    } catch (IllegalArgumentException undecodable) {
      return Optional.empty();
    }
    var read =
        dev.vitrine.console.proto.v1.Histogram.newBuilder()
            .setCount(histogram.getTotalCount())
            .setP50Nanos(histogram.getValueAtPercentile(50))
            .setP90Nanos(histogram.getValueAtPercentile(90))
            .setP99Nanos(histogram.getValueAtPercentile(99))
            .setMaxNanos(Math.max(highestOutlier, histogram.getMaxValue()));
    for (var value : histogram.recordedValues()) {
      read.addBuckets(
          dev.vitrine.console.proto.v1.Histogram.Bucket.newBuilder()
              .setLowestNanos(histogram.lowestEquivalentValue(value.getValueIteratedTo()))
              .setCount(value.getCountAtValueIteratedTo()));
    }
    return Optional.of(read.build());
  }
}
