package dev.vitrine.recording.export;

import dev.vitrine.console.proto.v1.Incident;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The track of one worker: its polls and its sleeps, one after the other.
final class WorkerTrack {
  private final TraceWriter writer;
  private final Incidents incidents;
  private final long runtimeId;
  private final int worker;
  private final String name;
  private final long track;
  private final Counter ring;
  private @Nullable OpenPoll poll;
  private boolean parked;
  private long last = Long.MIN_VALUE;

  /// Polls whose thread has given the worker away and goes on without it.
  private final ArrayDeque<OpenPoll> inPlace = new ArrayDeque<>();

  WorkerTrack(
      TraceWriter writer,
      Incidents incidents,
      long runtimeId,
      int worker,
      String name,
      long track) {
    this.writer = writer;
    this.incidents = incidents;
    this.runtimeId = runtimeId;
    this.worker = worker;
    this.name = name;
    this.track = track;
    ring = new Counter(writer, track, name + " ring");
  }

  long track() {
    return track;
  }

  /// The task that it polls; 0 when it polls none.
  long polled() {
    OpenPoll open = poll;
    return open == null ? 0 : open.task().id;
  }

  void pollStarts(TaskTrack task, boolean fromLifo, long at) throws IOException {
    free(at);
    var starts = new OpenPoll(task, at, track);
    long flow = task.pollStarts(starts, at);
    var arguments = new Arguments().add("task", task.id);
    if (fromLifo) {
      arguments.add("from LIFO slot", true);
    }
    writer.begin(track, at, "poll", task.label(), arguments, flow);
    poll = starts;
  }

  void pollEnds(long at) throws IOException {
    OpenPoll open = poll;
    if (open != null) {
      end(open, at, new Arguments(), true);
    } else {
      open = inPlace.pollLast(); // its thread has the worker again
      if (open != null) {
        open.task().pollEnds(open, at, Arguments.NONE, true);
      }
    }
  }

  /// The poll of this task, which went on without the worker and has ended now; null if there is
  /// none.
  @Nullable OpenPoll takeInPlace(long task) {
    for (OpenPoll open : inPlace) {
      if (open.task().id == task) {
        inPlace.remove(open);
        return open;
      }
    }
    return null;
  }

  void parks(long at) throws IOException {
    free(at);
    writer.begin(track, at, "worker", "park", Arguments.NONE, 0);
    parked = true;
  }

  void unparks(long at) throws IOException {
    if (parked) {
      parked = false;
      writer.end(track, at, Arguments.NONE);
    }
  }

  void happens(String what, Arguments arguments, long at) throws IOException {
    writer.instant(track, at, "worker", what, arguments, 0);
  }

  void queued(long at, long tasks) throws IOException {
    ring.set(at, tasks);
  }

  /// Events of this worker are missing between the last one and now.
  void lost(long at, long events) throws IOException {
    stop(last, "its end was lost");
    long from = last == Long.MIN_VALUE ? at : last;
    writer.begin(track, from, "lost", "events lost", new Arguments().add("events", events), 0);
    writer.end(track, at, Arguments.NONE);
  }

  /// An event has been seen; said after what it has led to.
  void seen(long at) {
    last = at;
  }

  /// Nothing is known of it from now on.
  void stop(long at, String why) throws IOException {
    OpenPoll open = poll;
    if (open != null) {
      end(open, Math.max(at, last), new Arguments().add("end", why), false);
    }
    unparks(Math.max(at, last));
    for (OpenPoll other : inPlace) {
      other.task().pollEnds(other, Math.max(at, last), Arguments.NONE, false);
    }
    inPlace.clear();
  }

  /// The worker does something else than what it did.
  private void free(long at) throws IOException {
    OpenPoll open = poll;
    if (open != null) {
      inPlace.add(open);
      poll = null;
      writer.end(track, at, new Arguments().add("end", "goes on without the worker"));
    }
    unparks(at);
  }

  private void end(OpenPoll open, long at, Arguments arguments, boolean seen) throws IOException {
    poll = null;
    Incident incident = incidents.of(runtimeId, worker, open.task().id, open.start(), at);
    if (incident != null) {
      Incidents.arguments(incident, arguments);
      String what = Incidents.name(incident);
      long end = Math.min(at, open.start() + incident.getDurationNanos());
      writer.begin(track, open.start(), "incident", what, arguments, 0);
      writer.end(track, end, Arguments.NONE);
    }
    writer.end(track, at, arguments);
    open.task().pollEnds(open, at, new Arguments().add("on", name).addAll(arguments), seen);
  }
}
