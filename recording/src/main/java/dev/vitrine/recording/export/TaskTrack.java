package dev.vitrine.recording.export;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One task: its state after the events so far, and its track, whose slices follow one another.
///
/// A slice is written when its end is known: whether a task waited or was scheduled between two
/// polls only what comes next tells.
final class TaskTrack {
  private enum State {
    /// Nothing is known: the recording has begun in the middle, or events were lost.
    UNKNOWN,
    /// Not polled, and nobody is known to have woken it.
    BETWEEN,
    SCHEDULED,
    RUNNING,
    ENDED
  }

  /// What put it into a queue.
  private record Cause(String what, long track, long at, long byTask) {}

  private final TaskTracks tracks;
  private final TraceWriter writer;
  final long id;
  private long runtimeId;
  private long callsiteId;
  private boolean root;
  private long track;
  private String label = "";

  private State state = State.UNKNOWN;
  private long since;
  private long written = Long.MIN_VALUE; // the end of its last slice
  private @Nullable OpenPoll poll;
  private @Nullable Cause cause; // of the poll to come, or of the running one's successor
  private boolean queuedAgain; // while it runs: the next poll is sure to come
  private boolean maybeAgain; // while it runs: it was woken, which may lead to a poll or not
  private boolean caused; // whether it is known what the running poll comes from

  TaskTrack(TaskTracks tracks, TraceWriter writer, long id, long since) {
    this.tracks = tracks;
    this.writer = writer;
    this.id = id;
    this.since = since;
  }

  long runtimeId() {
    return runtimeId;
  }

  long callsiteId() {
    return callsiteId;
  }

  boolean isRoot() {
    return root;
  }

  void belongsTo(long runtime, long callsite, boolean isRoot) {
    runtimeId = runtime == 0 ? runtimeId : runtime;
    callsiteId = callsite == 0 ? callsiteId : callsite;
    root |= isRoot;
  }

  /// Its name, or else what was spawned, and where.
  String label() {
    if (label.isEmpty()) {
      label = tracks.label(this);
    }
    return label.isEmpty() ? "task" : label;
  }

  // ---- events

  void spawned(long at, long track, long byTask) {
    if (state != State.UNKNOWN) {
      return; // polls of it came first
    }
    state = State.SCHEDULED;
    since = at;
    cause = new Cause("spawn", track, at, byTask);
  }

  /// Somebody has put it into a queue.
  void queued(long at, long track, long byTask) throws IOException {
    var mine = new Cause("wake", track, at, byTask);
    switch (state) {
      case UNKNOWN, BETWEEN -> {
        write("waiting", since, at, Arguments.NONE);
        cause = mine;
        scheduledSince(at);
      }
      case SCHEDULED -> {
        dropCause(); // its poll was lost
        cause = mine;
        since = at;
      }
      case RUNNING -> {
        // Wakes have the time of a clock that lags: this one lies behind the poll, or, where the
        // poll has none yet, before it.
        if (caused) {
          dropCause();
          cause = mine;
          queuedAgain = true;
        } else {
          caused = true;
          writeCause(mine, at, 0);
        }
      }
      case ENDED -> {}
    }
  }

  /// It was woken while it ran, or was in a queue already.
  void woken(long at, long track, long byTask) {
    if (state == State.RUNNING) {
      maybeAgain = true;
      if (cause == null) {
        cause = new Cause("wake", track, at, byTask);
      }
    }
  }

  void wokeItself() {
    maybeAgain |= state == State.RUNNING;
  }

  /// A poll begins on a track.
  ///
  /// @return the flow that ends with it; 0 for none
  long pollStarts(OpenPoll starts, long at) throws IOException {
    switch (state) {
      case SCHEDULED -> write("scheduled", since, at, Arguments.NONE);
      case BETWEEN -> write(maybeAgain ? "scheduled" : "waiting", since, at, Arguments.NONE);
      case RUNNING -> write("running", since, at, Arguments.NONE); // its end was not seen
      case UNKNOWN, ENDED -> {}
    }
    boolean unknownBefore = state == State.UNKNOWN || state == State.RUNNING;
    Cause of = cause;
    cause = null;
    caused = of != null || maybeAgain || unknownBefore;
    state = State.RUNNING;
    since = at;
    poll = starts;
    maybeAgain = false;
    queuedAgain = false;
    if (of == null) {
      return 0;
    }
    long flow = writer.newFlow();
    writeCause(of, at, flow);
    return flow;
  }

  /// A poll has ended, or nothing more is known of it.
  void pollEnds(OpenPoll ends, long at, Arguments arguments, boolean seen) throws IOException {
    if (poll != ends || state != State.RUNNING) {
      return; // it has been polled elsewhere since, or has ended
    }
    write("running", since, at, arguments);
    poll = null;
    since = at;
    state = !seen ? State.UNKNOWN : queuedAgain ? State.SCHEDULED : State.BETWEEN;
  }

  void ended(long at, String outcome) throws IOException {
    close(at);
    writer.instant(track(), Math.max(at, written), "task", outcome, Arguments.NONE, 0);
    state = State.ENDED;
  }

  /// The recording is over.
  void close(long at) throws IOException {
    switch (state) {
      case SCHEDULED -> write("scheduled", since, at, Arguments.NONE);
      case BETWEEN -> write("waiting", since, at, Arguments.NONE);
      case RUNNING -> write("running", since, at, Arguments.NONE);
      case UNKNOWN, ENDED -> {}
    }
    dropCause();
    state = State.UNKNOWN;
    poll = null;
    since = at;
  }

  /// Writes a state that is not known from events.
  void write(String name, long from, long to) throws IOException {
    write(name, from, to, Arguments.NONE);
  }

  private void scheduledSince(long at) {
    state = State.SCHEDULED;
    since = at;
  }

  private void dropCause() throws IOException {
    Cause of = cause;
    if (of != null) {
      cause = null;
      writeCause(of, of.at, 0);
    }
  }

  private void writeCause(Cause of, long notAfter, long flow) throws IOException {
    var arguments = new Arguments().add("task", id).add("name", label());
    if (of.byTask != 0) {
      arguments.add("by task", of.byTask);
    }
    writer.instant(of.track, Math.min(of.at, notAfter), "wake", of.what, arguments, flow);
  }

  private void write(String name, long from, long to, Arguments arguments) throws IOException {
    long start = Math.max(from, written);
    if (to <= start) {
      return;
    }
    writer.begin(track(), start, "task", name, arguments, 0);
    writer.end(track(), to, Arguments.NONE);
    written = to;
  }

  private long track() throws IOException {
    if (track == 0) {
      track = tracks.describe(this);
    }
    return track;
  }
}
