package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.Histogram;
import dev.vitrine.instrument.Location;
import dev.vitrine.internal.concurrent.SpinLock;
import java.util.ArrayList;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A place that spawns, and the sum over what all writers have counted for it.
public final class CallsiteRecord implements Callsite {
  private final int index;
  private final @Nullable Location location;
  private final String body;
  private final CallsiteStats foreign = new CallsiteStats(null, 0);
  private final ArrayList<CallsiteStats> writers = new ArrayList<>();
  private final SpinLock lock = new SpinLock(); // of `foreign` and of the list of writers

  CallsiteRecord(int index, @Nullable Location location, String body) {
    this.index = index;
    this.location = location;
    this.body = body;
    writers.add(foreign);
  }

  /// Its place in tables that are kept by callsite, 0 and up.
  public int index() {
    return index;
  }

  CallsiteStats newWriter(PollStats owner) {
    var stats = new CallsiteStats(owner, index);
    lock.lock();
    try {
      writers.add(stats);
    } finally {
      lock.unlock();
    }
    return stats;
  }

  /// The writer has ended: what it counted is kept, its object is not.
  void retire(CallsiteStats writer) {
    lock.lock();
    try {
      if (writers.remove(writer)) {
        foreign.add(writer);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A thread that is no worker has spawned here.
  public void spawnedByForeign() {
    lock.lock();
    try {
      foreign.countSpawn();
    } finally {
      lock.unlock();
    }
  }

  /// A task of this place ended on a thread that is no worker.
  public void finishedByForeign(boolean failed, boolean cancelled) {
    lock.lock();
    try {
      foreign.countEnd(failed, cancelled);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long id() {
    return index + 1L;
  }

  @Override
  public @Nullable Location location() {
    return location;
  }

  @Override
  public String body() {
    return body;
  }

  @Override
  public long spawned() {
    return sum(CallsiteStats::spawned);
  }

  @Override
  public long completed() {
    return sum(CallsiteStats::completed);
  }

  @Override
  public long failed() {
    return sum(CallsiteStats::failed);
  }

  @Override
  public long cancelled() {
    return sum(CallsiteStats::cancelled);
  }

  @Override
  public long polls() {
    return sum(CallsiteStats::polls);
  }

  @Override
  public long busyNanos() {
    return sum(CallsiteStats::busyNanos);
  }

  @Override
  public Histogram pollTimes() {
    return total().pollTimes();
  }

  @Override
  public Histogram scheduledTimes() {
    return total().scheduledTimes();
  }

  private CallsiteStats total() {
    var total = new CallsiteStats(null, index);
    lock.lock();
    try {
      writers.forEach(total::add);
    } finally {
      lock.unlock();
    }
    total.fillZeros();
    return total;
  }

  private long sum(ToLongFunction<CallsiteStats> figure) {
    long sum = 0;
    lock.lock();
    try {
      for (CallsiteStats writer : writers) {
        sum += figure.applyAsLong(writer);
      }
    } finally {
      lock.unlock();
    }
    return sum;
  }
}
