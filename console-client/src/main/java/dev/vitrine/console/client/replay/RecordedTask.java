package dev.vitrine.console.client.replay;

import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.TaskFacts;
import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import java.util.EnumSet;
import java.util.Set;

/// A row of a recording at a later instant: as nothing was said of the task since, it has been in
/// its state all the time.
///
/// @param row as it was recorded
/// @param facts the same at the later instant
/// @param sinceNanos from when the row was made to that instant
/// @param longPollNanos a poll that lasts longer is one
record RecordedTask(TaskRow row, RowFacts facts, long sinceNanos, long longPollNanos)
    implements TaskFacts {
  private static final long NEVER_YIELDED_NANOS = 1_000_000_000L;

  /// @param rowNanos when the row was made
  /// @param nowNanos the instant that is asked for
  static RecordedTask of(TaskRow row, long rowNanos, long nowNanos, long longPollNanos) {
    boolean ended = row.getState() == TaskState.TASK_STATE_FINISHED;
    return new RecordedTask(
        row,
        new RowFacts(row, Instants.timestamp(nowNanos)),
        ended ? 0 : Math.max(0, nowNanos - rowNanos),
        longPollNanos);
  }

  /// The row of that instant.
  TaskRow rowNow() {
    return row.toBuilder()
        .setBusyNanos(figure(TaskColumn.TASK_COLUMN_BUSY))
        .setScheduledNanos(figure(TaskColumn.TASK_COLUMN_SCHEDULED))
        .setIdleNanos(figure(TaskColumn.TASK_COLUMN_IDLE))
        .setTotalNanos(figure(TaskColumn.TASK_COLUMN_TOTAL))
        .clearSigns()
        .addAllSigns(signs())
        .build();
  }

  @Override
  public long figure(TaskColumn column) {
    long recorded = facts.figure(column);
    return switch (column) {
      case TASK_COLUMN_BUSY -> recorded + in(TaskState.TASK_STATE_RUNNING);
      case TASK_COLUMN_SCHEDULED -> recorded + in(TaskState.TASK_STATE_SCHEDULED);
      case TASK_COLUMN_IDLE -> recorded + in(TaskState.TASK_STATE_IDLE);
      case TASK_COLUMN_TOTAL -> recorded + sinceNanos;
      default -> recorded;
    };
  }

  private long in(TaskState state) {
    return row.getState() == state ? sinceNanos : 0;
  }

  @Override
  public Set<Sign> signs() {
    var signs = EnumSet.noneOf(Sign.class);
    signs.addAll(row.getSignsList());
    if (pollRunningNanos() > 0 && !kind().equals("blocking") && !kind().equals("block_on")) {
      if (row.getPolls() <= 1 && pollRunningNanos() >= NEVER_YIELDED_NANOS) {
        signs.add(Sign.SIGN_NEVER_YIELDED);
      }
      if (pollRunningNanos() > longPollNanos) {
        signs.add(Sign.SIGN_LONG_POLL);
      }
    }
    return signs;
  }

  @Override
  public long id() {
    return facts.id();
  }

  @Override
  public String name() {
    return facts.name();
  }

  @Override
  public String kind() {
    return facts.kind();
  }

  @Override
  public TaskState state() {
    return facts.state();
  }

  @Override
  public Outcome outcome() {
    return facts.outcome();
  }

  @Override
  public long runtimeId() {
    return facts.runtimeId();
  }

  @Override
  public long callsiteId() {
    return facts.callsiteId();
  }

  @Override
  public long parentId() {
    return facts.parentId();
  }

  @Override
  public String text(TaskColumn column) {
    return facts.text(column);
  }

  @Override
  public String operation() {
    return facts.operation();
  }

  @Override
  public long pollRunningNanos() {
    return facts.pollRunningNanos();
  }
}
