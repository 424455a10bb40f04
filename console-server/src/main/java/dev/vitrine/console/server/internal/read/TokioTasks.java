package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.tokio.common.Field;
import dev.vitrine.console.proto.tokio.common.Id;
import dev.vitrine.console.proto.tokio.common.MetaId;
import dev.vitrine.console.proto.tokio.common.PollStats;
import dev.vitrine.console.proto.tokio.tasks.DurationHistogram;
import dev.vitrine.console.proto.tokio.tasks.Stats;
import dev.vitrine.console.proto.tokio.tasks.Task;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.instrument.Histogram;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.State;

/// Tasks as tokio-console knows them.
public final class TokioTasks {
  private static final Field.Builder KIND = Field.newBuilder().setStrName("kind");
  private static final Histogram NOTHING = new Histogram();

  private TokioTasks() {}

  /// What does not change about a task.
  public static Task task(TaskView view, long metadataId) {
    var task =
        Task.newBuilder()
            .setId(id(view.id()))
            .setMetadata(MetaId.newBuilder().setId(metadataId))
            .addFields(KIND.clone().setDebugVal(view.kind().label()));
    if (!view.name().isEmpty()) {
      task.addFields(
          Field.newBuilder().setStrName("task.name").setDebugVal(Texts.bounded(view.name())));
    }
    task.addFields(Field.newBuilder().setStrName("task.id").setU64Val(view.id()));
    var place = view.callsite().location();
    if (place != null && !place.file().isEmpty()) {
      task.setLocation(TokioResources.location(place));
    }
    return task.build();
  }

  /// Everything that changes, complete.
  ///
  /// @param hasLostWaker as [Signs] says
  public static Stats stats(TaskView view, boolean hasLostWaker, long now) {
    // In this order, so that a task that ends meanwhile is shown with all its figures.
    State state = view.state();
    long wakes = view.wakes();
    boolean canBeWoken = state != State.FINISHED && !hasLostWaker;
    var stats =
        Stats.newBuilder()
            .setCreatedAt(Times.timestamp(view.createdAtNanos()))
            .setWakes(wakes)
            .setSelfWakes(Math.min(view.selfWakes(), wakes))
            // One waker is made for each registration and given up with each wake-up.
            .setWakerClones(wakes + (canBeWoken ? 1 : 0))
            .setWakerDrops(wakes)
            .setPollStats(polls(view))
            .setScheduledTime(Times.duration(view.scheduledNanos()));
    long lastWake = view.lastWakeNanos();
    if (lastWake == 0 && state == State.SCHEDULED) {
      // To be spawned is what made it runnable.
      lastWake = view.createdAtNanos();
    }
    if (lastWake != 0) {
      stats.setLastWake(Times.timestamp(lastWake));
    }
    if (state == State.FINISHED) {
      long finished = view.finishedAtNanos();
      stats.setDroppedAt(Times.timestamp(finished == 0 ? now : finished));
    }
    return stats.build();
  }

  private static PollStats polls(TaskView view) {
    var stats =
        PollStats.newBuilder().setPolls(view.polls()).setBusyTime(Times.duration(view.busyNanos()));
    if (view.firstPollNanos() != 0) {
      stats.setFirstPoll(Times.timestamp(view.firstPollNanos()));
    }
    if (view.lastPollStartedNanos() != 0) {
      stats.setLastPollStarted(Times.timestamp(view.lastPollStartedNanos()));
    }
    if (view.lastPollEndedNanos() != 0) {
      stats.setLastPollEnded(Times.timestamp(view.lastPollEndedNanos()));
    }
    return stats.build();
  }

  /// The two histograms of a task; empty ones when none have been taken yet.
  public static TaskDetails details(TaskView view) {
    var histograms = view.histograms();
    DurationHistogram polls =
        TokioHistograms.of(histograms.map(TaskView.Histograms::polls).orElse(NOTHING));
    DurationHistogram scheduled =
        TokioHistograms.of(histograms.map(TaskView.Histograms::scheduled).orElse(NOTHING));
    return TaskDetails.newBuilder()
        .setTaskId(id(view.id()))
        .setHistogram(polls)
        .setScheduledTimesHistogram(scheduled)
        .setNow(Times.timestamp(Times.now()))
        .build();
  }

  static Id id(long id) {
    return Id.newBuilder().setId(id).build();
  }
}
