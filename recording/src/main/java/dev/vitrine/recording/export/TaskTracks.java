package dev.vitrine.recording.export;

import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// The tasks that live, and what the recording says of them besides events. Those that have ended
/// are forgotten.
final class TaskTracks {
  private static final String ROOT = "block_on";

  private final TraceWriter writer;
  private final RuntimeTracks runtimes;
  private final long anchor;
  private final long origin;
  private final Map<Long, TaskTrack> tasks = new HashMap<>();
  private final Map<Long, Known> known = new HashMap<>();
  private final ArrayDeque<Finished> finished = new ArrayDeque<>();
  private final Map<Long, String> callsites = new HashMap<>();

  /// What a row has said.
  private record Known(
      String name,
      boolean root,
      long runtimeId,
      long callsiteId,
      long createdAt,
      TaskState state,
      long since) {}

  private record Finished(long task, long at, String outcome) {}

  TaskTracks(TraceWriter writer, RuntimeTracks runtimes, long anchor, long origin) {
    this.writer = writer;
    this.runtimes = runtimes;
    this.anchor = anchor;
    this.origin = origin;
  }

  // ---- what is said of tasks

  void update(Callsite callsite) {
    callsites.put(callsite.getId(), Labels.of(callsite));
  }

  void update(TaskRow row) {
    boolean over = row.getState() == TaskState.TASK_STATE_FINISHED;
    long finishedAt = over ? Instants.nanos(row.getFinishedAt()) - anchor : 0;
    if (over && finishedAt < origin) {
      return;
    }
    known.put(
        row.getId(),
        new Known(
            row.getName(),
            row.getKind().equals(ROOT),
            row.getRuntimeId(),
            row.getCallsiteId(),
            row.hasCreatedAt() ? Instants.nanos(row.getCreatedAt()) - anchor : origin,
            row.getState(),
            row.hasStateSince() ? Instants.nanos(row.getStateSince()) - anchor : origin));
    if (over) {
      finished.add(
          new Finished(row.getId(), finishedAt, Labels.words(row.getOutcome().name(), "OUTCOME_")));
    }
  }

  /// Forgets tasks that had ended by then although no event has said so: it was lost, or came
  /// before this.
  void forget(long endedBefore) throws IOException {
    forget(endedBefore, endedBefore);
  }

  private void forget(long endedBefore, long notAfter) throws IOException {
    for (Finished next = finished.peek();
        next != null && next.at < endedBefore;
        next = finished.peek()) {
      finished.remove();
      TaskTrack task = tasks.remove(next.task);
      if (task != null) {
        task.ended(Math.min(next.at, notAfter), next.outcome);
      }
      known.remove(next.task);
    }
  }

  // ---- tasks

  /// The task, which exists at least now.
  TaskTrack get(long id) {
    TaskTrack task = tasks.get(id);
    if (task == null) {
      Known row = known.get(id);
      task =
          new TaskTrack(this, writer, id, row == null ? origin : Math.max(origin, row.createdAt));
      if (row != null) {
        task.belongsTo(row.runtimeId, row.callsiteId, row.root);
      }
      tasks.put(id, task);
    }
    return task;
  }

  TaskTrack end(long id, long at, String outcome) throws IOException {
    TaskTrack task = get(id);
    task.ended(at, outcome);
    tasks.remove(id);
    known.remove(id);
    return task;
  }

  /// The recording is over: what lasts ends here, and tasks of which it has no event are told of.
  void close(long at) throws IOException {
    forget(Long.MAX_VALUE, at);
    for (Map.Entry<Long, Known> entry : known.entrySet()) {
      Known row = entry.getValue();
      String state =
          switch (row.state) {
            case TASK_STATE_IDLE -> "waiting";
            case TASK_STATE_SCHEDULED -> "scheduled";
            case TASK_STATE_RUNNING -> "running";
            case TASK_STATE_FINISHED, TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> "";
          };
      if (!tasks.containsKey(entry.getKey()) && !state.isEmpty()) {
        get(entry.getKey()).write(state, Math.max(origin, row.since), at);
      }
    }
    for (TaskTrack task : tasks.values()) {
      task.close(at);
    }
    tasks.clear();
    known.clear();
    finished.clear();
  }

  /// How many tasks are remembered.
  int size() {
    return Math.max(tasks.size(), known.size());
  }

  // ---- names

  String label(TaskTrack task) {
    Known row = known.get(task.id);
    if (row != null && !row.name.isEmpty()) {
      return row.name;
    }
    return callsites.getOrDefault(task.callsiteId(), "");
  }

  long describe(TaskTrack task) throws IOException {
    Known row = known.get(task.id);
    if (row != null) {
      task.belongsTo(row.runtimeId, row.callsiteId, row.root);
    }
    String site = callsites.getOrDefault(task.callsiteId(), "other tasks");
    long group = runtimes.get(task.runtimeId()).group(task.callsiteId(), site);
    return writer.describeTrack(group, task.label() + " #" + task.id);
  }
}
