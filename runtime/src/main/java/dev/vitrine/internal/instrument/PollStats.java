package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.internal.concurrent.Padded;
import dev.vitrine.internal.record.Recorder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one thread at a time counts while it polls: a worker's, or that of a thread in `blockOn`.
///
/// One writer; read by anybody, a little late. A field of 64 bits is read and written whole on
/// every JVM this runs on.
public final class PollStats extends Padded {
  /// Two cache lines, for the reason that [Padded] gives.
  private static final int PADDING = 16;

  private static final long COUNTS_EVERY_NANOS = 100_000_000;
  private static final int WAKE = EventKind.WAKE.code();
  private static final int COUNT = EventKind.COUNT.code();
  private static final int OF_POLLS = 0;
  private static final int OF_SPAWNS = 1;
  private static final int OF_STEALS = 2;
  private static final int OF_WAKES = 3;

  private long polls;
  private long lifoPolls;
  private long spawned;
  private long finished;
  private long lastEndNanos;
  private long pollsAtLastEnd = -1; // so long as a poll that starts next starts where it ended
  private final Recorder.@Nullable Writer writer; // null when it is no worker
  private long lastEventNanos;
  private long[] sitePolls = new long[PADDING + 16 + PADDING];
  private long wakesRecorded;
  private long countsTold;
  private @Nullable CallsiteStats[] sites = new CallsiteStats[16];
  private @Nullable CallsiteRecord[] records = new CallsiteRecord[16];

  /// Of a thread that is no worker.
  public PollStats() {
    writer = null;
  }

  /// Of a worker.
  public PollStats(long runtimeId, int worker) {
    writer = new Recorder.Writer(runtimeId, worker);
  }

  /// The worker has stopped.
  public void stop() {
    if (writer != null) {
      writer.stop();
    }
  }

  /// Polls started.
  public long polls() {
    return polls;
  }

  public long lifoPolls() {
    return lifoPolls;
  }

  public void countLifoPoll() {
    lifoPolls++;
  }

  /// The thread did something else than polling: the end of the last poll is not the start of the
  /// next one.
  public void interrupted() {
    pollsAtLastEnd = -1;
  }

  /// When a poll that starts now starts, exactly.
  public long exactStart() {
    return pollsAtLastEnd == polls ? lastEndNanos : System.nanoTime();
  }

  /// A poll starts.
  public void begin() {
    polls++;
  }

  /// A poll starts, `nanos` after its task was ready; may be left out for 0.
  public void waited(CallsiteRecord site, long nanos) {
    at(site).countWait(nanos);
  }

  /// When a poll that ends now ends, exactly.
  public long exactEnd() {
    long end = System.nanoTime();
    lastEndNanos = end;
    pollsAtLastEnd = polls;
    return end;
  }

  /// A poll has ended, that has taken `nanos`.
  ///
  /// @param index of `site`
  public void ended(int index, CallsiteRecord site, long nanos) {
    int place = PADDING + index;
    long[] counts = sitePolls;
    if (place < counts.length - PADDING && counts[place] != 0) {
      counts[place]++;
    } else {
      firstPollAt(site);
    }
    if (nanos != 0) {
      at(site).countBusy(nanos);
    }
  }

  /// Polls that have ended of tasks of `site`, the callsite of that index; read by anybody.
  long pollsAt(int site) {
    long[] counts = sitePolls;
    return PADDING + site < counts.length - PADDING ? counts[PADDING + site] : 0;
  }

  private void firstPollAt(CallsiteRecord site) {
    var _ = at(site); // from now on readers of the callsite look here
    int index = site.index();
    int room = sitePolls.length - 2 * PADDING;
    if (index >= room) {
      sitePolls = Arrays.copyOf(sitePolls, 2 * PADDING + Math.max(index + 1, 2 * room));
    }
    sitePolls[PADDING + index]++;
  }

  /// The thread wakes a task, at `nanos`; while somebody records.
  public void recordWake(int flags, long nanos, long task) {
    wakesRecorded++;
    record(WAKE, flags, nanos, task, 0, 0);
  }

  /// Tells what has been counted, if it is time to; between polls, while somebody records.
  ///
  /// @param steals that this worker has done
  public void recordCounts(long now, long steals) {
    if (now - countsTold >= COUNTS_EVERY_NANOS || countsTold == 0) {
      countsTold = now;
      record(COUNT, OF_POLLS, now, polls, 0, 0);
      record(COUNT, OF_SPAWNS, now, spawned, 0, 0);
      record(COUNT, OF_STEALS, now, steals, 0, 0);
      record(COUNT, OF_WAKES, now, wakesRecorded, 0, 0);
    }
  }

  /// An event that happens at `nanos`; while somebody records.
  ///
  /// @param code of its kind; best a constant, as the JIT then leaves out what the kind does not
  ///   need
  public void record(int code, int flags, long nanos, long a, long b, long c) {
    long at = Math.max(lastEventNanos, nanos);
    lastEventNanos = at;
    if (writer != null) {
      writer.write(code, flags, at, a, b, c);
    } else {
      Recorder.foreign(code, flags, at, a, b, c);
    }
  }

  public long spawned() {
    return spawned;
  }

  public long finished() {
    return finished;
  }

  public void spawned(CallsiteRecord site) {
    spawned++;
    at(site).countSpawn();
  }

  /// @param counted whether the task was spawned; a `blockOn` root was not
  public void finished(CallsiteRecord site, boolean failed, boolean cancelled, boolean counted) {
    finished += counted ? 1 : 0;
    at(site).countEnd(failed, cancelled);
  }

  /// The writer has ended for good; what it counted stays in the callsites.
  public void retire() {
    for (int i = 0; i < sites.length; i++) {
      CallsiteStats stats = sites[i];
      CallsiteRecord record = records[i];
      if (stats != null && record != null) {
        record.retire(stats);
        sites[i] = null;
        if (PADDING + i < sitePolls.length - PADDING) {
          sitePolls[PADDING + i] = 0;
        }
      }
    }
  }

  private CallsiteStats at(CallsiteRecord site) {
    int index = site.index();
    if (index < sites.length) {
      CallsiteStats known = sites[index];
      if (known != null) {
        return known;
      }
    }
    return firstAt(site);
  }

  private CallsiteStats firstAt(CallsiteRecord site) {
    int index = site.index();
    if (index >= sites.length) {
      int size = Math.max(index + 1, sites.length * 2);
      sites = Arrays.copyOf(sites, size);
      records = Arrays.copyOf(records, size);
    }
    CallsiteStats made = site.newWriter(this);
    sites[index] = made;
    records[index] = site;
    return made;
  }
}
