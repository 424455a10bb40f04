package dev.vitrine.recording.export;

import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.Incident;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings incidents and polls together: an incident is told of while its poll lasts, and once more
/// when it has ended.
final class Incidents {
  private static final int MOST_REMEMBERED = 10_000;
  private static final long CLOCKS_APART = 2_000_000;
  private static final long PATIENCE = 1_000_000_000;

  private final TraceWriter writer;
  private final long anchor;
  private final long process;
  private final Map<Long, Incident> open = new LinkedHashMap<>();
  private final Map<Long, Boolean> written =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };
  private long track;
  private long pauses;
  private long lastPauseEnded = Long.MIN_VALUE;
  private long collections; // a track
  private long lastCollectionEnded = Long.MIN_VALUE;

  Incidents(TraceWriter writer, long anchor, long process) {
    this.writer = writer;
    this.anchor = anchor;
    this.process = process;
  }

  /// @param since those that had ended before are of no interest
  void update(Incident incident, long since) {
    if (!written.containsKey(incident.getId())
        && started(incident) + incident.getDurationNanos() >= since) {
      open.put(incident.getId(), incident);
    }
  }

  private long started(Incident incident) {
    return Instants.nanos(incident.getStartedAt()) - anchor;
  }

  /// The incident of a poll, if it has one; it is written by this.
  @Nullable Incident of(long runtimeId, int worker, long task, long from, long to)
      throws IOException {
    if (open.isEmpty()) {
      return null;
    }
    for (Incident incident : open.values()) {
      long started = started(incident);
      if (incident.hasWorker()
          && incident.getWorker() == worker
          && incident.getRuntimeId() == runtimeId
          && incident.getTask().getId() == task
          && started >= from - CLOCKS_APART
          && started <= to) {
        write(incident);
        return incident;
      }
    }
    return null;
  }

  /// Writes those that ended long before this, and whose poll has not been seen.
  void release(long now) throws IOException {
    if (!open.isEmpty()) {
      for (Incident incident : List.copyOf(open.values())) {
        if (!incident.getOngoing()
            && started(incident) + incident.getDurationNanos() < now - PATIENCE) {
          write(incident);
        }
      }
    }
  }

  void releaseAll() throws IOException {
    for (Incident incident : new ArrayList<>(open.values())) {
      write(incident);
    }
  }

  private void write(Incident incident) throws IOException {
    open.remove(incident.getId());
    written.put(incident.getId(), true);
    if (track == 0) {
      track = writer.describeTrack(process, "incidents");
    }
    long start = started(incident);
    Arguments arguments = arguments(incident, new Arguments());
    writer.instant(track, start, "incident", name(incident), arguments, 0);
    if (!incident.hasWorker()) {
      if (pauses == 0) {
        pauses = writer.describeTrack(process, "pauses");
      }
      long from = Math.max(start, lastPauseEnded);
      long to = Math.max(from, start + incident.getDurationNanos());
      writer.begin(pauses, from, "incident", name(incident), arguments, 0);
      writer.end(pauses, to, Arguments.NONE);
      lastPauseEnded = to;
    }
  }

  /// A pause of the collector, whether it was long enough for an incident or not.
  ///
  /// @param since those that had ended before are of no interest
  void collection(GcPause pause, long since) throws IOException {
    long started = Instants.nanos(pause.getStartedAt()) - anchor;
    long ended = started + pause.getDurationNanos();
    if (ended < since) {
      return;
    }
    if (collections == 0) {
      collections = writer.describeTrack(process, "collections");
    }
    long from = Math.max(started, lastCollectionEnded);
    long to = Math.max(from, ended);
    writer.begin(
        collections,
        from,
        "gc",
        pause.getCollector(),
        new Arguments()
            .add("action", pause.getAction())
            .add("cause", pause.getCause())
            .add("before bytes", pause.getBeforeBytes())
            .add("after bytes", pause.getAfterBytes())
            .add("duration nanos", pause.getDurationNanos()),
        0);
    writer.end(collections, to, Arguments.NONE);
    lastCollectionEnded = to;
  }

  static String name(Incident incident) {
    String kind = Labels.kind(incident);
    return incident.hasBlockingLine() ? kind + " " + Labels.of(incident.getBlockingLine()) : kind;
  }

  static Arguments arguments(Incident incident, Arguments to) {
    to.add("incident", incident.getId()).add("kind", Labels.kind(incident));
    if (incident.hasBlockingLine()) {
      var line = incident.getBlockingLine();
      to.add("blocking line", Labels.of(line));
      if (!line.getClassName().isEmpty()) {
        to.add("blocking method", line.getClassName() + "." + line.getMethod());
      }
    }
    if (incident.hasInnermost()) {
      to.add("innermost frame", Labels.of(incident.getInnermost()));
    }
    if (incident.getSamplesCount() > 0) {
      to.add("stack", Labels.stack(incident.getSamples(0)));
    }
    if (incident.hasTask()) {
      to.add("task blamed", incident.getTask().getId());
    }
    if (!incident.getThreadName().isEmpty()) {
      to.add("thread", incident.getThreadName());
    }
    if (incident.getQueuedBehind() > 0) {
      to.add("queued behind", incident.getQueuedBehind());
      to.add("longest wait nanos", incident.getLongestWaitNanos());
    }
    if (!incident.getAdvice().isEmpty()) {
      to.add("advice", incident.getAdvice());
    }
    to.add("duration nanos", incident.getDurationNanos());
    return incident.getOngoing() ? to.add("ongoing", true) : to;
  }
}
