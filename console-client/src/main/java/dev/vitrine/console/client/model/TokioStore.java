package dev.vitrine.console.client.model;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.tokio.asyncops.AsyncOp;
import dev.vitrine.console.proto.tokio.asyncops.AsyncOpUpdate;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.resources.Resource;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.console.proto.v1.Waking;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All that a server of tokio-console's schema has told, and answers to the questions of ours made
/// from it.
///
/// Everything it holds is immutable and replaced when it changes, so a copy (for a paused view)
/// costs no more than its tables.
///
/// - **Threads:** one at a time.
public final class TokioStore {
  // Servers tell once a second, so what is younger than this was told in time.
  private static final long LATE_NANOS = 2_000_000_000L;

  // tokio-console forgets finished items after this time as well.
  private static final long RETAIN_NANOS = 6_000_000_000L;

  final TokioMetadata metadata;
  final Map<Long, TokioTask> tasks;
  final Map<Long, TokioResource> resources;
  final Map<Long, TokioOp> ops;
  private final TokioCallsites callsites;
  private Timestamp now = Timestamp.getDefaultInstance();
  private long dropped;
  private boolean updated;
  private long behindNanos;

  public TokioStore() {
    this(
        new TokioMetadata(),
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>(),
        new TokioCallsites());
  }

  private TokioStore(
      TokioMetadata metadata,
      Map<Long, TokioTask> tasks,
      Map<Long, TokioResource> resources,
      Map<Long, TokioOp> ops,
      TokioCallsites callsites) {
    this.metadata = metadata;
    this.tasks = tasks;
    this.resources = resources;
    this.ops = ops;
    this.callsites = callsites;
  }

  /// The same content, which later updates of this one do not change.
  public TokioStore frozen() {
    var copy =
        new TokioStore(
            metadata,
            new HashMap<>(tasks),
            new HashMap<>(resources),
            new HashMap<>(ops),
            callsites.copy());
    copy.now = now;
    copy.dropped = dropped;
    copy.updated = updated;
    copy.behindNanos = behindNanos;
    return copy;
  }

  /// Takes in one message. Tolerates what tokio-console skips, and repeated items.
  public void apply(Update update) {
    boolean isFirst = !updated;
    updated = true;
    if (update.hasNow()) {
      now = update.getNow();
    }
    metadata.add(update.getNewMetadata());
    var tasksNow = update.getTaskUpdate();
    for (var task : tasksNow.getNewTasksList()) {
      long id = task.getId().getId();
      var stats = tasksNow.getStatsUpdateMap().get(id);
      if (id != 0 && stats != null) {
        TokioTask added = TokioTask.of(task, metadata, stats);
        TokioTask before = tasks.put(id, added);
        callsites.changed(before, added);
      }
    }
    tasksNow
        .getStatsUpdateMap()
        .forEach(
            (id, stats) ->
                tasks.computeIfPresent(
                    id,
                    (_, task) -> {
                      TokioTask newer = task.with(stats);
                      callsites.changed(task, newer);
                      return newer;
                    }));
    var resourcesNow = update.getResourceUpdate();
    for (Resource resource : resourcesNow.getNewResourcesList()) {
      long id = resource.getId().getId();
      var stats = resourcesNow.getStatsUpdateMap().get(id);
      if (id != 0 && stats != null) {
        resources.put(id, TokioResource.of(resource, metadata, stats));
      }
    }
    resourcesNow
        .getStatsUpdateMap()
        .forEach((id, stats) -> resources.computeIfPresent(id, (_, old) -> old.with(stats)));
    var opsNow = update.getAsyncOpUpdate();
    noteDelay(opsNow, isFirst);
    for (AsyncOp op : opsNow.getNewAsyncOpsList()) {
      long id = op.getId().getId();
      var stats = opsNow.getStatsUpdateMap().get(id);
      if (id != 0 && stats != null) {
        ops.put(id, new TokioOp(op, stats));
      }
    }
    opsNow
        .getStatsUpdateMap()
        .forEach((id, stats) -> ops.computeIfPresent(id, (_, old) -> new TokioOp(old.op(), stats)));
    dropped +=
        tasksNow.getDroppedEvents() + resourcesNow.getDroppedEvents() + opsNow.getDroppedEvents();
    forgetFinished();
  }

  /// The server of a busy program takes in what is new later and later: a wait that it tells of may
  /// be over. The youngest operation that it tells of for the first time says how late it is.
  private void noteDelay(AsyncOpUpdate told, boolean isFirst) {
    long youngest =
        told.getNewAsyncOpsList().stream()
            .filter(op -> !isFirst && !ops.containsKey(op.getId().getId()))
            .map(op -> told.getStatsUpdateMap().get(op.getId().getId()))
            .filter(Objects::nonNull)
            .mapToLong(stats -> Instants.between(stats.getCreatedAt(), now))
            .min()
            .orElse(0);
    behindNanos = youngest > LATE_NANOS ? youngest : 0;
  }

  private void forgetFinished() {
    tasks
        .values()
        .removeIf(task -> isPast(task.stats().hasDroppedAt(), task.stats().getDroppedAt()));
    resources
        .values()
        .removeIf(one -> isPast(one.stats().hasDroppedAt(), one.stats().getDroppedAt()));
    ops.values().removeIf(one -> isPast(one.stats().hasDroppedAt(), one.stats().getDroppedAt()));
  }

  private boolean isPast(boolean ended, Timestamp end) {
    return ended && Instants.between(end, now) > RETAIN_NANOS;
  }

  /// Whether the first message of a new connection comes from another process than what is known:
  /// the schema has no name for a process, so a clock that went back, a known task with another
  /// birthday, or no known task among many are taken for it.
  public boolean isFromAnotherProcess(Update first) {
    if (!updated) {
      return false;
    }
    var stats = first.getTaskUpdate().getStatsUpdateMap();
    if (first.hasNow() && Instants.nanos(first.getNow()) < Instants.nanos(now)) {
      return true;
    }
    boolean met = false;
    for (var entry : stats.entrySet()) {
      TokioTask known = tasks.get(entry.getKey());
      if (known != null) {
        met = true;
        if (!known.stats().getCreatedAt().equals(entry.getValue().getCreatedAt())) {
          return true;
        }
      }
    }
    return !met && !stats.isEmpty() && tasks.values().stream().anyMatch(task -> !task.isFinished());
  }

  /// Whether a message has arrived at all.
  public boolean isUpdated() {
    return updated;
  }

  /// Items the server lost, as it says.
  public long dropped() {
    return dropped;
  }

  /// Answers a query as our own service would.
  public TaskPage page(TaskQuery query) {
    return TaskPages.of(facts(), query, TokioFacts::row, stamp());
  }

  /// One task in full; empty when it is not known.
  ///
  /// @param id as users see it
  /// @param details its histograms; the default instance when they have not arrived
  public Optional<TaskDetail> detail(long id, TaskDetails details) {
    var waits = waits();
    return tasks.values().stream()
        .filter(task -> task.id() == id)
        .findFirst()
        .map(task -> detail(facts(task, waits), details));
  }

  private TaskDetail detail(TokioFacts facts, TaskDetails details) {
    var stats = facts.task().stats();
    var detail =
        TaskDetail.newBuilder()
            .setRow(facts.row())
            .addAllWaits(facts.waits())
            .setStamp(stamp())
            .addAllFields(facts.task().fields())
            .addFields(Attribute.newBuilder().setName("target").setText(facts.task().target()))
            .addFields(Attribute.newBuilder().setName("wakers").setNumber(facts.wakers()))
            .addFields(
                Attribute.newBuilder().setName("waker clones").setNumber(stats.getWakerClones()))
            .addFields(
                Attribute.newBuilder().setName("waker drops").setNumber(stats.getWakerDrops()));
    if (behindNanos > 0) {
      detail.addFields(
          Attribute.newBuilder()
              .setName("waits are told late by")
              .setNumber(TimeUnit.NANOSECONDS.toMillis(behindNanos))
              .setUnit("ms"));
    }
    if (stats.hasLastWake()) {
      detail.setLastWaking(Waking.newBuilder().setAt(stats.getLastWake()));
    }
    switch (details.getPollTimesHistogramCase()) {
      case LEGACY_HISTOGRAM ->
          HistogramBytes.read(details.getLegacyHistogram(), 0).ifPresent(detail::setPollTimes);
      case HISTOGRAM ->
          HistogramBytes.read(
                  details.getHistogram().getRawHistogram(),
                  details.getHistogram().getHighestOutlier())
              .ifPresent(detail::setPollTimes);
      case POLLTIMESHISTOGRAM_NOT_SET -> {}
    }
    if (details.hasScheduledTimesHistogram()) {
      var scheduled = details.getScheduledTimesHistogram();
      HistogramBytes.read(scheduled.getRawHistogram(), scheduled.getHighestOutlier())
          .ifPresent(detail::setScheduledTimes);
    }
    return detail.setLongestPollNanos(detail.getPollTimes().getMaxNanos()).build();
  }

  /// By which number the server knows a task; 0 when it is not known.
  public long wireId(long id) {
    return tasks.values().stream()
        .filter(task -> task.id() == id)
        .findFirst()
        .map(TokioTask::wireId)
        .orElse(0L);
  }

  /// What tasks wait for, as our own service would group it.
  public ResourcesUpdate resources(WatchResourcesRequest request) {
    return new TokioResources(this, now).answer(request).setStamp(stamp()).build();
  }

  /// The places that spawned the tasks seen since this console attached.
  public List<Callsite> callsites() {
    return callsites.all(tasks.values(), now);
  }

  /// The task with a wire number; null when it is not known.
  @Nullable TokioTask taskOf(long wireId) {
    return tasks.get(wireId);
  }

  private List<TokioFacts> facts() {
    var waits = waits();
    return tasks.values().stream().map(task -> facts(task, waits)).toList();
  }

  private TokioFacts facts(TokioTask task, Map<Long, List<Wait>> waits) {
    return new TokioFacts(
        task, callsites.idOf(task), waits.getOrDefault(task.wireId(), List.of()), now);
  }

  private Map<Long, List<Wait>> waits() {
    return TokioOp.waits(ops, resources);
  }

  private Stamp stamp() {
    return Stamp.newBuilder().setNow(now).build();
  }
}
