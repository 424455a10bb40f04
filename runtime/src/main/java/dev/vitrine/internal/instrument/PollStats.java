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
  private long polls;
  private long lifoPolls;
  private long spawned;
  private long finished;
  private long lastEndNanos;
  private boolean contiguous;
  private final Recorder.@Nullable Writer writer; // null when it is no worker
  private long lastEventNanos;
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
    contiguous = false;
  }

  /// When a poll that starts now starts.
  public long pollStart() {
    if (Tier.isExact()) {
      return contiguous ? lastEndNanos : System.nanoTime();
    }
    return CoarseClock.now();
  }

  /// A poll starts.
  public void begin() {
    polls++;
  }

  /// A poll starts, `nanos` after its task was ready; may be left out for 0.
  public void waited(CallsiteRecord site, long nanos) {
    at(site).countWait(nanos);
  }

  /// The poll that began at `startNanos` has ended; tells when.
  public long end(CallsiteRecord site, long startNanos) {
    long end;
    if (Tier.isExact()) {
      end = System.nanoTime();
      lastEndNanos = end;
      contiguous = true;
    } else {
      end = CoarseClock.now();
      contiguous = false;
    }
    long busy = Math.max(0, end - startNanos);
    at(site).countPoll(busy);
    return Math.max(end, startNanos);
  }

  /// An event that happens at `nanos`; while somebody records.
  public void record(EventKind kind, int flags, long nanos, long a, long b, long c) {
    lastEventNanos = Math.max(lastEventNanos, nanos);
    if (writer != null) {
      writer.write(kind, flags, lastEventNanos, a, b, c);
    } else {
      Recorder.foreign(kind, flags, lastEventNanos, a, b, c);
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
    CallsiteStats made = site.newWriter();
    sites[index] = made;
    records[index] = site;
    return made;
  }
}
