package dev.vitrine.console.client.replay;

import dev.vitrine.console.client.model.Board;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.TaskPages;
import dev.vitrine.console.proto.v1.ChainLink;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TasksUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a process has told of itself up to an instant of its recording. As it tells of its tasks
/// once a second or so, this is what it was like then, and what a console that watched it showed.
final class RecordedState {
  /// As long, and as many, as the process itself keeps.
  private static final long KEPT_NANOS = 60_000_000_000L;

  private static final int MOST_FINISHED = 10_000;

  private static final int MOST_CHILDREN = 100;
  private static final int MOST_LINKS = 500;

  private final Board board;
  private final Map<Long, Told> tasks;
  private final ArrayDeque<TaskRow> finished; // in the order in which they did
  private Description process = Description.getDefaultInstance();
  private Stamp stamp = Stamp.getDefaultInstance();
  private long now; // when it last told of its tasks, in nanoseconds since 1970

  /// A row, and when it was made.
  private record Told(TaskRow row, long atNanos) {}

  RecordedState() {
    this(new Board(), new HashMap<>(), new ArrayDeque<>());
  }

  private RecordedState(Board board, Map<Long, Told> tasks, ArrayDeque<TaskRow> finished) {
    this.board = board;
    this.tasks = tasks;
    this.finished = finished;
  }

  RecordedState copy() {
    var copy = new RecordedState(board.frozen(), new HashMap<>(tasks), new ArrayDeque<>(finished));
    copy.process = process;
    copy.stamp = stamp;
    copy.now = now;
    return copy;
  }

  Board board() {
    return board;
  }

  int size() {
    return tasks.size();
  }

  void begin(RecordingHeader header) {
    process = header.getProcess();
    stamp = process.getStamp();
    now = Instants.nanos(header.getStartedAt());
    board.describe(process);
    tasks.clear(); // what lives comes first
    finished.clear();
  }

  void apply(Record record) {
    switch (record.getContentCase()) {
      case RUNTIMES -> board.runtimes(record.getRuntimes());
      case INCIDENTS -> board.incidents(record.getIncidents());
      case CALLSITES -> board.callsites(record.getCallsites());
      case TASKS -> apply(record.getTasks());
      case EVENTS, THREADS, PAUSES, CONTENT_NOT_SET -> {}
    }
  }

  private void apply(TasksUpdate update) {
    stamp = update.getStamp();
    now = Instants.nanos(stamp.getNow());
    var ended = new ArrayList<TaskRow>();
    for (TaskRow row : update.getRowsList()) {
      Told before = tasks.put(row.getId(), new Told(row, now));
      if (isFinished(row) && (before == null || !isFinished(before.row()))) {
        ended.add(row);
      }
    }
    ended.sort(Comparator.comparingLong(row -> Instants.nanos(row.getFinishedAt())));
    finished.addAll(ended);
    forget();
  }

  private static boolean isFinished(TaskRow row) {
    return row.getState() == TaskState.TASK_STATE_FINISHED;
  }

  private void forget() {
    while (!finished.isEmpty()
        && (finished.size() > MOST_FINISHED
            || now - Instants.nanos(finished.element().getFinishedAt()) > KEPT_NANOS)) {
      tasks.remove(finished.remove().getId());
    }
  }

  /// Answers what the process would have answered.
  TaskPage page(TaskQuery query) {
    List<RecordedTask> all = tasks.values().stream().map(this::now).toList();
    return TaskPages.of(all, query, RecordedTask::rowNow, stamp);
  }

  private RecordedTask now(Told told) {
    return RecordedTask.of(told.row(), told.atNanos(), now, process.getIncidentThresholdNanos());
  }

  /// What is known of one task: no stacks and no histograms, which are only made when asked for.
  Optional<TaskDetail> detail(long id) {
    Told told = tasks.get(id);
    if (told == null) {
      return Optional.empty();
    }
    TaskRow row = now(told).rowNow();
    var detail = TaskDetail.newBuilder().setRow(row).setStamp(stamp);
    if (row.hasWaitingOn()) {
      detail.addWaits(row.getWaitingOn());
    }
    if (row.getParentId() != 0) {
      detail.setParent(ref(row.getParentId()));
    }
    List<TaskRow> children =
        tasks.values().stream()
            .map(Told::row)
            .filter(child -> child.getParentId() == id)
            .sorted(Comparator.comparingLong(TaskRow::getId))
            .toList();
    children.stream().limit(MOST_CHILDREN).forEach(child -> detail.addChildren(ref(child)));
    return Optional.of(detail.setChildrenTotal(children.size()).addAllChain(chain(row)).build());
  }

  /// Who stands behind the wait, and behind that one's. Of several waits a recording has the
  /// oldest.
  private List<ChainLink> chain(TaskRow row) {
    var links = new ArrayList<ChainLink>();
    Set<Long> met = new HashSet<>(Set.of(row.getId()));
    TaskRow at = row;
    while (at.hasWaitingOn() && at.getWaitingOn().hasHolder() && links.size() < MOST_LINKS) {
      long holder = at.getWaitingOn().getHolder().getId();
      boolean closes = !met.add(holder);
      var link =
          ChainLink.newBuilder()
              .setDepth(links.size() + 1)
              .setTask(ref(holder))
              .setClosesCircle(closes);
      Told next = tasks.get(holder);
      if (closes || next == null) {
        links.add(link.build());
        break;
      }
      at = next.row();
      if (at.hasWaitingOn()) {
        link.addWaits(at.getWaitingOn());
      }
      links.add(link.build());
    }
    return links;
  }

  private TaskRef ref(long id) {
    Told told = tasks.get(id);
    return told == null ? TaskRef.newBuilder().setId(id).build() : ref(told.row());
  }

  private static TaskRef ref(TaskRow row) {
    return TaskRef.newBuilder()
        .setId(row.getId())
        .setName(row.getName())
        .setState(row.getState())
        .setSpawnedAt(row.getSpawnedAt())
        .build();
  }
}
