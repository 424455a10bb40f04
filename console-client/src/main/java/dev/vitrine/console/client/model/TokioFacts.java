package dev.vitrine.console.client.model;

import static dev.vitrine.console.client.model.Instants.between;
import static dev.vitrine.console.client.model.Instants.isSet;
import static dev.vitrine.console.client.model.Instants.nanos;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.tokio.common.PollStats;
import dev.vitrine.console.proto.tokio.tasks.Stats;
import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.Precision;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.Wait;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A task as it was at one instant, by tokio-console's rules for what its figures mean.
///
/// @param task its figures
/// @param callsiteId of the place that spawned it
/// @param waits the operations it is in, oldest first
/// @param now the server's clock
record TokioFacts(TokioTask task, long callsiteId, List<Wait> waits, Timestamp now)
    implements TaskFacts {
  static final long LONG_POLL_NANOS = 50_000_000;
  private static final long LARGE_FUTURE_BYTES = 1_024;
  private static final long NEVER_YIELDED_NANOS = 1_000_000_000;

  @Override
  public long id() {
    return task.id();
  }

  @Override
  public String name() {
    return task.name();
  }

  @Override
  public String kind() {
    return task.kind();
  }

  @Override
  public TaskState state() {
    if (stats().hasDroppedAt()) {
      return TaskState.TASK_STATE_FINISHED;
    }
    if (isLater(polls().getLastPollStarted(), polls().getLastPollEnded())) {
      return TaskState.TASK_STATE_RUNNING;
    }
    return isLater(stats().getLastWake(), polls().getLastPollStarted())
        ? TaskState.TASK_STATE_SCHEDULED
        : TaskState.TASK_STATE_IDLE;
  }

  @Override
  public Outcome outcome() {
    return Outcome.OUTCOME_UNSPECIFIED; // that schema does not tell
  }

  @Override
  public long runtimeId() {
    return 0;
  }

  @Override
  public long callsiteId() {
    return callsiteId;
  }

  @Override
  public long parentId() {
    return 0;
  }

  @Override
  public Set<Sign> signs() {
    Set<Sign> signs = EnumSet.noneOf(Sign.class);
    long size = task.number("size.bytes");
    long original = task.number("original_size.bytes");
    if (size >= 0 && original >= 0 && size != original) {
      signs.add(Sign.SIGN_AUTO_BOXED);
    }
    if (task.kind().equals("blocking") || task.kind().equals("block_on")) {
      return signs;
    }
    if (size >= LARGE_FUTURE_BYTES) {
      signs.add(Sign.SIGN_LARGE_FUTURE);
    }
    TaskState state = state();
    if (selfWakePercent() > 50) {
      signs.add(Sign.SIGN_SELF_WAKING);
    }
    boolean wokenSince = isLater(stats().getLastWake(), polls().getLastPollStarted());
    boolean suspended =
        state != TaskState.TASK_STATE_FINISHED && state != TaskState.TASK_STATE_RUNNING;
    if (suspended && polls().getPolls() > 0 && !wokenSince && wakers() == 0) {
      signs.add(Sign.SIGN_UNWAKEABLE);
    }
    if (state == TaskState.TASK_STATE_RUNNING) {
      if (polls().getPolls() <= 1 && busyNanos() >= NEVER_YIELDED_NANOS) {
        signs.add(Sign.SIGN_NEVER_YIELDED);
      }
      if (pollRunningNanos() > LONG_POLL_NANOS) {
        signs.add(Sign.SIGN_LONG_POLL);
      }
    }
    return signs;
  }

  @Override
  public long figure(TaskColumn column) {
    return switch (column) {
      case TASK_COLUMN_UNSPECIFIED, TASK_COLUMN_ID -> task.id();
      case TASK_COLUMN_STATE -> RowFacts.rank(state());
      case TASK_COLUMN_BUSY -> busyNanos();
      case TASK_COLUMN_SCHEDULED -> scheduledNanos();
      case TASK_COLUMN_IDLE -> Math.max(0, totalNanos() - busyNanos() - scheduledNanos());
      case TASK_COLUMN_TOTAL -> totalNanos();
      case TASK_COLUMN_POLLS -> polls().getPolls();
      case TASK_COLUMN_WAKES -> stats().getWakes();
      case TASK_COLUMN_SELF_WAKES -> stats().getSelfWakes();
      case TASK_COLUMN_WORKER -> -1;
      case TASK_COLUMN_IN_STATE -> between(stateSince(), now);
      case TASK_COLUMN_NAME,
          TASK_COLUMN_WAITING_ON,
          TASK_COLUMN_CALLSITE,
          TASK_COLUMN_KIND,
          UNRECOGNIZED ->
          0;
    };
  }

  @Override
  public String text(TaskColumn column) {
    return switch (column) {
      case TASK_COLUMN_NAME -> task.name();
      case TASK_COLUMN_WAITING_ON -> waits.isEmpty() ? "" : RowFacts.waitText(waits.getFirst());
      case TASK_COLUMN_CALLSITE -> Places.full(task.spawnedAt());
      case TASK_COLUMN_KIND -> task.kind();
      default -> "";
    };
  }

  @Override
  public long pollRunningNanos() {
    return state() == TaskState.TASK_STATE_RUNNING ? between(polls().getLastPollStarted(), now) : 0;
  }

  TaskRow row() {
    var row =
        TaskRow.newBuilder()
            .setId(task.id())
            .setName(task.name())
            .setKind(task.kind())
            .setCallsiteId(callsiteId)
            .setSpawnedAt(task.spawnedAt())
            .setState(state())
            .setStateSince(stateSince())
            .setCreatedAt(stats().getCreatedAt())
            .setBusyNanos(busyNanos())
            .setScheduledNanos(scheduledNanos())
            .setIdleNanos(figure(TaskColumn.TASK_COLUMN_IDLE))
            .setTotalNanos(totalNanos())
            .setPolls(polls().getPolls())
            .setWakes(stats().getWakes())
            .setSelfWakes(stats().getSelfWakes())
            .addAllSigns(signs())
            .setWaits(waits.size())
            .setPrecision(Precision.PRECISION_EXACT);
    if (stats().hasDroppedAt()) {
      row.setFinishedAt(stats().getDroppedAt());
    }
    if (stats().hasLastWake()) {
      row.setLastWake(stats().getLastWake());
    }
    if (!waits.isEmpty() && state() != TaskState.TASK_STATE_RUNNING) {
      row.setWaitingOn(waits.getFirst());
    }
    return row.build();
  }

  private Timestamp stateSince() {
    return switch (state()) {
      case TASK_STATE_FINISHED -> stats().getDroppedAt();
      case TASK_STATE_RUNNING -> polls().getLastPollStarted();
      case TASK_STATE_SCHEDULED -> stats().getLastWake();
      case TASK_STATE_IDLE, TASK_STATE_UNSPECIFIED, UNRECOGNIZED ->
          isSet(polls().getLastPollEnded()) ? polls().getLastPollEnded() : stats().getCreatedAt();
    };
  }

  private long busyNanos() {
    return nanos(polls().getBusyTime()) + pollRunningNanos();
  }

  private long scheduledNanos() {
    long waiting =
        state() == TaskState.TASK_STATE_SCHEDULED ? between(stats().getLastWake(), now) : 0;
    return nanos(stats().getScheduledTime()) + waiting;
  }

  private long totalNanos() {
    return between(stats().getCreatedAt(), stats().hasDroppedAt() ? stats().getDroppedAt() : now);
  }

  private long selfWakePercent() {
    long wakes = stats().getWakes();
    return wakes <= 0 ? 0 : (long) Math.floor(100.0 * stats().getSelfWakes() / wakes);
  }

  /// Wakers that exist now.
  long wakers() {
    return Math.max(0, stats().getWakerClones() - stats().getWakerDrops());
  }

  private Stats stats() {
    return task.stats();
  }

  private PollStats polls() {
    return task.stats().getPollStats();
  }

  private static boolean isLater(Timestamp a, Timestamp b) {
    return isSet(a) && (!isSet(b) || nanos(a) > nanos(b));
  }
}
