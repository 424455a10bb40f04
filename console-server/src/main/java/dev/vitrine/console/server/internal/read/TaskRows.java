package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.Precision;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.instrument.TaskView;

/// A task as one line of a list.
public final class TaskRows {
  private TaskRows() {}

  public static TaskRow row(TaskView view, long now, Signs signs, TaskLookup tasks) {
    Figures figures = Figures.of(view, now);
    var row =
        TaskRow.newBuilder()
            .setId(view.id())
            .setName(Texts.bounded(view.name()))
            .setKind(view.kind().label())
            .setRuntimeId(view.runtime().id())
            .setCallsiteId(view.callsite().id())
            .setState(Parts.state(figures.state()))
            .setStateSince(Times.timestamp(figures.sinceNanos()))
            .setCreatedAt(Times.timestamp(view.createdAtNanos()))
            .setBusyNanos(figures.busyNanos())
            .setScheduledNanos(figures.scheduledNanos())
            .setIdleNanos(figures.idleNanos())
            .setTotalNanos(figures.totalNanos())
            .setPolls(view.polls())
            .setWakes(view.wakes())
            .setSelfWakes(view.selfWakes())
            .setOutcome(Parts.outcome(view.outcome()))
            .setPrecision(view.isExact() ? Precision.PRECISION_EXACT : Precision.PRECISION_COARSE)
            .setParentId(view.parentId());
    var place = view.callsite().location();
    if (place != null) {
      row.setSpawnedAt(Parts.location(place));
    }
    if (figures.state() == TaskView.State.FINISHED) {
      row.setFinishedAt(Times.timestamp(figures.sinceNanos()));
    }
    if (view.lastWakeNanos() != 0) {
      row.setLastWake(Times.timestamp(view.lastWakeNanos()));
    }
    view.worker().ifPresent(row::setWorker);
    var waits = view.waits();
    row.setWaits(waits.size());
    Waits.oldest(waits).ifPresent(wait -> row.setWaitingOn(Waits.message(wait, tasks)));
    for (Sign sign : Signs.ALL) {
      if (signs.shows(sign, view, figures)) {
        row.addSigns(sign);
      }
    }
    return row.build();
  }
}
