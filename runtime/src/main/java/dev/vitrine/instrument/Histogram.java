package dev.vitrine.instrument;

import java.util.Arrays;

/// Counts of durations in buckets of at most 25 % error: four buckets to each power of two.
///
/// Not safe for writers on several threads; readers see a state that may lag.
public final class Histogram {
  private static final int STEPS_LOG2 = 2;
  private static final int STEPS = 1 << STEPS_LOG2;

  /// From 1 ns to more than 68 s in steps of a quarter of a power of two; the last bucket takes
  /// what is longer.
  public static final int BUCKETS = STEPS * 36;

  /// How many places of an array it takes: one a bucket, and the longest duration.
  public static final int PLACES = BUCKETS + 1;

  private final long[] counts;
  private final int first;

  public Histogram() {
    this(new long[PLACES], 0);
  }

  /// In an array of the caller's, so that what one thread counts lies together.
  ///
  /// @param first the first of the [#PLACES] places in `counts` that this histogram takes, all 0
  public Histogram(long[] counts, int first) {
    this.counts = counts;
    this.first = first;
  }

  /// The bucket that holds durations of `nanos`.
  public static int bucketOf(long nanos) {
    if (nanos < STEPS) {
      return (int) Math.max(nanos, 0);
    }
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (power - STEPS_LOG2)) & (STEPS - 1);
    return Math.min(((power - STEPS_LOG2 + 1) << STEPS_LOG2) + step, BUCKETS - 1);
  }

  /// The shortest duration in `bucket`, nanoseconds.
  public static long lowest(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int power = (bucket >> STEPS_LOG2) + STEPS_LOG2 - 1;
    return (long) (STEPS + (bucket & (STEPS - 1))) << (power - STEPS_LOG2);
  }

  /// Counts one duration, nanoseconds. By one thread at a time.
  public void record(long nanos) {
    counts[first + bucketOf(nanos)]++;
    if (nanos > counts[first + BUCKETS]) {
      counts[first + BUCKETS] = nanos;
    }
  }

  /// Adds what `other` has counted.
  public void add(Histogram other) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[first + i] += other.counts[other.first + i];
    }
    counts[first + BUCKETS] = Math.max(longestNanos(), other.longestNanos());
  }

  /// A copy that does not change any more.
  public Histogram copy() {
    return new Histogram(Arrays.copyOfRange(counts, first, first + PLACES), 0);
  }

  public long count(int bucket) {
    return counts[first + bucket];
  }

  public long total() {
    long sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      sum += counts[first + i];
    }
    return sum;
  }

  /// The longest duration that was counted, exactly.
  public long longestNanos() {
    return counts[first + BUCKETS];
  }

  /// The middle of the bucket below which `share` of the counts lie; 0 when nothing was counted.
  ///
  /// @param share 0 to 1
  public long atShare(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total()));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[first + i];
      if (seen >= rank) {
        return i == BUCKETS - 1 ? longestNanos() : Math.min(longestNanos(), middle(i));
      }
    }
    return 0;
  }

  private static long middle(int bucket) {
    return bucket < STEPS ? bucket : (lowest(bucket) + lowest(bucket + 1)) / 2;
  }
}
