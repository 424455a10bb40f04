package dev.vitrine.recording.export;

import java.io.IOException;
import java.util.ArrayDeque;

/// The track of a thread that is no worker: jobs of a blocking pool and roots of `blockOn`, one
/// inside the other where a job calls `blockOn`.
final class ThreadTrack {
  private final TraceWriter writer;
  private final String name;
  private final long track;
  private final ArrayDeque<OpenPoll> polls = new ArrayDeque<>();
  private boolean inJob;
  private long last = Long.MIN_VALUE;

  ThreadTrack(TraceWriter writer, String name, long track) {
    this.writer = writer;
    this.name = name;
    this.track = track;
  }

  long track() {
    return track;
  }

  boolean isPolling() {
    return inJob || !polls.isEmpty();
  }

  /// The task that it polls; 0 when it polls none.
  long polled() {
    OpenPoll open = polls.peekLast();
    return open == null ? 0 : open.task().id;
  }

  void pollStarts(TaskTrack task, long at) throws IOException {
    var starts = new OpenPoll(task, at, track);
    long flow = task.pollStarts(starts, at);
    writer.begin(track, at, "poll", task.label(), new Arguments().add("task", task.id), flow);
    polls.add(starts);
  }

  /// @return false if it is in no poll of this task
  boolean pollEnds(long task, long at) throws IOException {
    return polled() == task && end(at, Arguments.NONE, true);
  }

  /// @param task that the job is or that waits for it; 0 for none
  void jobStarts(long task, long at) throws IOException {
    stop(at, "its end was lost");
    var arguments = task == 0 ? Arguments.NONE : new Arguments().add("task", task);
    writer.begin(track, at, "job", "blocking job", arguments, 0);
    inJob = true;
  }

  void jobEnds(long at) throws IOException {
    if (inJob) {
      while (end(at, Arguments.NONE, false)) {}
      inJob = false;
      writer.end(track, at, Arguments.NONE);
    }
  }

  /// An event of it has been seen.
  void seen(long at) {
    last = at;
  }

  /// Events are missing: what was open has ended at some time since the last one.
  void lost() throws IOException {
    stop(last, "its end was lost");
  }

  /// Nothing is known of it from now on.
  void stop(long at, String why) throws IOException {
    while (end(at, new Arguments().add("end", why), false)) {}
    if (inJob) {
      inJob = false;
      writer.end(track, at, new Arguments().add("end", why));
    }
  }

  private boolean end(long at, Arguments arguments, boolean seen) throws IOException {
    OpenPoll open = polls.pollLast();
    if (open == null) {
      return false;
    }
    writer.end(track, at, arguments);
    open.task().pollEnds(open, at, new Arguments().add("on", name), seen);
    return true;
  }
}
