package dev.vitrine.instrument;

/// Counts of durations in buckets of at most 25 % error: four buckets to each power of two.
///
/// Not safe for writers on several threads; readers see a state that may lag.
public final class Histogram {
  private static final int STEPS_LOG2 = 2;
  private static final int STEPS = 1 << STEPS_LOG2;

  /// From 1 ns to more than 68 s in steps of a quarter of a power of two; the last bucket takes
  /// what is longer.
  public static final int BUCKETS = STEPS * 36;

  private final long[] counts;
  private long longest;

  public Histogram() {
    this(new long[BUCKETS], 0);
  }

  private Histogram(long[] counts, long longest) {
    this.counts = counts;
    this.longest = longest;
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
    counts[bucketOf(nanos)]++;
    if (nanos > longest) {
      longest = nanos;
    }
  }

  /// Adds what `other` has counted.
  public void add(Histogram other) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += other.counts[i];
    }
    longest = Math.max(longest, other.longest);
  }

  /// A copy that does not change any more.
  public Histogram copy() {
    return new Histogram(counts.clone(), longest);
  }

  public long count(int bucket) {
    return counts[bucket];
  }

  public long total() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /// The longest duration that was counted, exactly.
  public long longestNanos() {
    return longest;
  }

  /// The middle of the bucket below which `share` of the counts lie; 0 when nothing was counted.
  ///
  /// @param share 0 to 1
  public long atShare(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total()));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return i == BUCKETS - 1 ? longest : Math.min(longest, middle(i));
      }
    }
    return 0;
  }

  private static long middle(int bucket) {
    return bucket < STEPS ? bucket : (lowest(bucket) + lowest(bucket + 1)) / 2;
  }
}
