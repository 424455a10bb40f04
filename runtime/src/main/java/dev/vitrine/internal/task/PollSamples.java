package dev.vitrine.internal.task;

import dev.vitrine.instrument.Histogram;
import org.jspecify.annotations.Nullable;

/// Durations of one task while somebody watches: the first few as they are, and a histogram once
/// there are more. Most tasks of a busy program end before they need one.
///
/// Written by the thread that polls the task, read by anybody, a little late.
final class PollSamples {
  private static final int FEW = 4;

  private final long[] few = new long[FEW];
  private int count;
  private @Nullable Histogram many;

  void record(long nanos) {
    Histogram histogram = many;
    if (histogram != null) {
      histogram.record(nanos);
    } else if (count < FEW) {
      few[count] = nanos;
      count++;
    } else {
      histogram = ofFew();
      histogram.record(nanos);
      many = histogram;
    }
  }

  /// All of them, as a copy that does not change any more.
  Histogram histogram() {
    Histogram histogram = many;
    return histogram != null ? histogram.copy() : ofFew();
  }

  private Histogram ofFew() {
    var histogram = new Histogram();
    for (int i = 0; i < count; i++) {
      histogram.record(few[i]);
    }
    return histogram;
  }
}
