package dev.vitrine.console.client.model;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.Wait;
import java.util.Set;

/// The facts of a row that a server has sent.
///
/// @param row what was sent
/// @param now the server's clock when it was sent
public record RowFacts(TaskRow row, Timestamp now) implements TaskFacts {

  @Override
  public long id() {
    return row.getId();
  }

  @Override
  public String name() {
    return row.getName();
  }

  @Override
  public String kind() {
    return row.getKind();
  }

  @Override
  public TaskState state() {
    return row.getState();
  }

  @Override
  public Outcome outcome() {
    return row.getOutcome();
  }

  @Override
  public long runtimeId() {
    return row.getRuntimeId();
  }

  @Override
  public long callsiteId() {
    return row.getCallsiteId();
  }

  @Override
  public long parentId() {
    return row.getParentId();
  }

  @Override
  public Set<Sign> signs() {
    return Set.copyOf(row.getSignsList());
  }

  @Override
  public long figure(TaskColumn column) {
    return switch (column) {
      case TASK_COLUMN_UNSPECIFIED, TASK_COLUMN_ID -> row.getId();
      case TASK_COLUMN_STATE -> rank(row.getState());
      case TASK_COLUMN_BUSY -> row.getBusyNanos();
      case TASK_COLUMN_SCHEDULED -> row.getScheduledNanos();
      case TASK_COLUMN_IDLE -> row.getIdleNanos();
      case TASK_COLUMN_TOTAL -> row.getTotalNanos();
      case TASK_COLUMN_POLLS -> row.getPolls();
      case TASK_COLUMN_WAKES -> row.getWakes();
      case TASK_COLUMN_SELF_WAKES -> row.getSelfWakes();
      case TASK_COLUMN_WORKER -> row.hasWorker() ? row.getWorker() : -1;
      case TASK_COLUMN_IN_STATE ->
          row.hasStateSince() ? Instants.between(row.getStateSince(), now) : 0;
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
      case TASK_COLUMN_NAME -> row.getName();
      case TASK_COLUMN_WAITING_ON -> row.hasWaitingOn() ? waitText(row.getWaitingOn()) : "";
      case TASK_COLUMN_CALLSITE -> Places.full(row.getSpawnedAt());
      case TASK_COLUMN_KIND -> row.getKind();
      default -> "";
    };
  }

  @Override
  public String operation() {
    return row.getWaitingOn().getOperation();
  }

  @Override
  public long pollRunningNanos() {
    return row.getState() == TaskState.TASK_STATE_RUNNING
        ? figure(TaskColumn.TASK_COLUMN_IN_STATE)
        : 0;
  }

  /// What a wait is for, in short: `Mutex "index"`, or the operation when it has no resource or the
  /// resource has no name.
  public static String waitText(Wait wait) {
    var resource = wait.getResource();
    if (resource.getName().isEmpty()) {
      return wait.getOperation().isEmpty() ? resource.getType() : wait.getOperation();
    }
    return resource.getType() + " \"" + resource.getName() + "\"";
  }

  /// The order of states when sorted, that of tokio-console.
  public static int rank(TaskState state) {
    return switch (state) {
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> 0;
      case TASK_STATE_FINISHED -> 1;
      case TASK_STATE_IDLE -> 2;
      case TASK_STATE_RUNNING -> 3;
      case TASK_STATE_SCHEDULED -> 4;
    };
  }
}
