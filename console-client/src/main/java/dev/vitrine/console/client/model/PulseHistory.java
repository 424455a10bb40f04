package dev.vitrine.console.client.model;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Steals;
import dev.vitrine.console.proto.v1.WorkerStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the growing counters of runtimes into rates and keeps the last minute of some.
///
/// - **Threads:** one at a time.
public final class PulseHistory {
  /// Answers that are kept, about a minute of them.
  public static final int LENGTH = 60;

  private final Map<Long, Track> tracks = new HashMap<>();
  private Timestamp last = Timestamp.getDefaultInstance();

  /// Takes in one answer.
  ///
  /// @return the rates of each runtime in it, in its order
  public List<Pulse> add(RuntimesUpdate update) {
    Timestamp now = update.getStamp().getNow();
    long interval = Instants.between(last, now);
    last = now;
    var pulses = new ArrayList<Pulse>();
    for (RuntimeStatus runtime : update.getRuntimesList()) {
      pulses.add(tracks.computeIfAbsent(runtime.getId(), _ -> new Track()).add(runtime, interval));
    }
    tracks.keySet().retainAll(update.getRuntimesList().stream().map(RuntimeStatus::getId).toList());
    return List.copyOf(pulses);
  }

  /// Another one with the same past; what comes later to one is not known to the other.
  public PulseHistory copy() {
    var copy = new PulseHistory();
    tracks.forEach((id, track) -> copy.tracks.put(id, track.copy()));
    copy.last = last;
    return copy;
  }

  private static final class Track {
    private @Nullable RuntimeStatus before;
    private Ring inject = new Ring();
    private final List<Ring> busy = new ArrayList<>();
    private final List<Ring> depth = new ArrayList<>();

    Track copy() {
      var copy = new Track();
      copy.before = before;
      copy.inject = inject.copy();
      busy.forEach(ring -> copy.busy.add(ring.copy()));
      depth.forEach(ring -> copy.depth.add(ring.copy()));
      return copy;
    }

    Pulse add(RuntimeStatus now, long interval) {
      RuntimeStatus from = before == null ? now : before;
      long elapsed = before == null ? 0 : interval;
      before = now;
      inject.add((int) Math.min(now.getInjectDepth(), Integer.MAX_VALUE));
      var workers = new ArrayList<Pulse.Worker>();
      for (int i = 0; i < now.getWorkersCount(); i++) {
        if (i == busy.size()) {
          busy.add(new Ring());
          depth.add(new Ring());
        }
        WorkerStatus worker = now.getWorkers(i);
        workers.add(
            worker(
                worker,
                i < from.getWorkersCount() ? from.getWorkers(i) : worker,
                elapsed,
                busy.get(i),
                depth.get(i)));
      }
      return new Pulse(
          now,
          List.copyOf(workers),
          elapsed,
          workers.stream().mapToDouble(Pulse.Worker::pollsPerSecond).sum(),
          workers.stream().mapToDouble(Pulse.Worker::stealsPerSecond).sum(),
          rate(now.getRemoteSchedules(), from.getRemoteSchedules(), elapsed),
          rate(now.getIo().getEvents(), from.getIo().getEvents(), elapsed),
          inject.values().stream().mapToInt(Integer::intValue).max().orElse(0));
    }

    private static Pulse.Worker worker(
        WorkerStatus now, WorkerStatus from, long elapsed, Ring busy, Ring depth) {
      // Whether a server adds the running poll to the busy time is its choice; a long poll shows
      // either way.
      long running = Math.min(now.getPollRunningNanos(), elapsed);
      double share = share(Math.max(now.getBusyNanos() - from.getBusyNanos(), running), elapsed);
      busy.add((int) Math.round(share * 100));
      depth.add(now.getLocalDepth());
      return new Pulse.Worker(
          now,
          share,
          share(now.getSearchNanos() - from.getSearchNanos(), elapsed),
          share(now.getParkNanos() - from.getParkNanos(), elapsed),
          share(now.getDriverNanos() - from.getDriverNanos(), elapsed),
          rate(now.getPolls(), from.getPolls(), elapsed),
          rate(stolen(now), stolen(from), elapsed),
          rate(now.getStolenTasks(), from.getStolenTasks(), elapsed),
          rate(now.getNoopParks(), from.getNoopParks(), elapsed),
          busy.values(),
          depth.values());
    }

    private static long stolen(WorkerStatus worker) {
      return worker.getStealsList().stream().mapToLong(Steals::getTasks).sum();
    }

    private static double share(long part, long whole) {
      return whole <= 0 ? 0 : Math.clamp((double) part / whole, 0.0, 1.0);
    }

    private static double rate(long now, long from, long elapsedNanos) {
      return elapsedNanos <= 0 ? 0 : Math.max(0, now - from) * 1e9 / elapsedNanos;
    }
  }

  private static final class Ring {
    private final ArrayDeque<Integer> values = new ArrayDeque<>();

    void add(int value) {
      if (values.size() == LENGTH) {
        values.removeFirst();
      }
      values.addLast(value);
    }

    Ring copy() {
      var copy = new Ring();
      copy.values.addAll(values);
      return copy;
    }

    List<Integer> values() {
      return List.copyOf(values);
    }
  }
}
