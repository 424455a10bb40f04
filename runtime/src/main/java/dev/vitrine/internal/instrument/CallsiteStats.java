package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Histogram;
import org.jspecify.annotations.Nullable;

/// What one writer (a worker, or a thread in `blockOn`) has counted for one callsite. Written by
/// that one alone, read by anybody.
///
/// All of it lies in one array with two cache lines of nothing at each end, for the reason that
/// [dev.vitrine.internal.concurrent.Padded] gives: the writers of a callsite are in one list, and
/// the collector puts them side by side.
final class CallsiteStats {
  private static final int PADDING = 16;
  private static final int SPAWNED = PADDING;
  private static final int COMPLETED = PADDING + 1;
  private static final int FAILED = PADDING + 2;
  private static final int CANCELLED = PADDING + 3;
  private static final int POLLS = PADDING + 4;
  private static final int BUSY = PADDING + 5;
  private static final int POLL_TIMES = PADDING + 6;
  private static final int SCHEDULED_TIMES = POLL_TIMES + Histogram.PLACES;
  private static final int SIZE = SCHEDULED_TIMES + Histogram.PLACES + PADDING;

  private final @Nullable PollStats owner; // which counts the polls; null of a sum
  private final int site;
  private final long[] counts = new long[SIZE];
  private final Histogram pollTimes = new Histogram(counts, POLL_TIMES);
  private final Histogram scheduledTimes = new Histogram(counts, SCHEDULED_TIMES);

  /// @param owner the writer; null when there are several, one after the other
  /// @param site the callsite's index
  CallsiteStats(@Nullable PollStats owner, int site) {
    this.owner = owner;
    this.site = site;
  }

  void countSpawn() {
    counts[SPAWNED]++;
  }

  void countEnd(boolean failed, boolean cancelled) {
    counts[failed ? FAILED : cancelled ? CANCELLED : COMPLETED]++;
  }

  /// A poll starts, `nanos` after its task was ready; not called for 0.
  void countWait(long nanos) {
    scheduledTimes.record(nanos);
  }

  /// A poll has ended, that has taken `nanos`; not called for 0.
  void countBusy(long nanos) {
    counts[BUSY] += nanos;
    pollTimes.record(nanos);
  }

  /// Puts the polls that took no time, or came at once, into the histograms: the coarse clock says
  /// so of nearly all, so they are not counted one by one.
  void fillZeros() {
    counts[POLL_TIMES] = Math.max(0, counts[POLLS] - pollTimes.total());
    counts[SCHEDULED_TIMES] = Math.max(0, counts[POLLS] - scheduledTimes.total());
  }

  long spawned() {
    return counts[SPAWNED];
  }

  long completed() {
    return counts[COMPLETED];
  }

  long failed() {
    return counts[FAILED];
  }

  long cancelled() {
    return counts[CANCELLED];
  }

  long polls() {
    return owner == null ? counts[POLLS] : owner.pollsAt(site);
  }

  long busyNanos() {
    return counts[BUSY];
  }

  /// Without the zeros before [#fillZeros].
  Histogram pollTimes() {
    return pollTimes;
  }

  /// Without the zeros before [#fillZeros].
  Histogram scheduledTimes() {
    return scheduledTimes;
  }

  void add(CallsiteStats other) {
    for (int i = SPAWNED; i < POLLS; i++) {
      counts[i] += other.counts[i];
    }
    counts[POLLS] += other.polls();
    counts[BUSY] += other.counts[BUSY];
    pollTimes.add(other.pollTimes);
    scheduledTimes.add(other.scheduledTimes);
  }
}
