package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.tokio.asyncops.AsyncOp;
import dev.vitrine.console.proto.tokio.common.Attribute;
import dev.vitrine.console.proto.tokio.common.Field;
import dev.vitrine.console.proto.tokio.common.Location;
import dev.vitrine.console.proto.tokio.common.MetaId;
import dev.vitrine.console.proto.tokio.common.PollStats;
import dev.vitrine.console.proto.tokio.resources.Resource.Kind;
import dev.vitrine.console.proto.tokio.resources.Stats;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/// Resources and async ops as tokio-console knows them.
public final class TokioResources {
  private static final int MOST_HOLDERS = 8;

  private TokioResources() {}

  /// What does not change about a resource.
  ///
  /// @param parentId of the resource it is a part of; 0 when it stands alone
  public static dev.vitrine.console.proto.tokio.resources.Resource resource(
      Resource resource, long id, long metadataId, long parentId) {
    var message =
        dev.vitrine.console.proto.tokio.resources.Resource.newBuilder()
            .setId(TokioTasks.id(id))
            .setMetadata(MetaId.newBuilder().setId(metadataId))
            .setConcreteType(Texts.bounded(resource.resourceType()))
            .setKind(kind(resource.resourceKind()))
            .setIsInternal(resource.isInternal());
    resource
        .madeAt()
        .filter(place -> !place.file().isEmpty())
        .ifPresent(place -> message.setLocation(location(place)));
    if (parentId != 0) {
      message.setParentResourceId(TokioTasks.id(parentId));
    }
    return message.build();
  }

  private static Kind kind(Resource.Kind kind) {
    return kind == Resource.Kind.TIMER
        ? Kind.newBuilder().setKnown(Kind.Known.TIMER).build()
        : Kind.newBuilder().setOther(kind.label()).build();
  }

  /// Everything that changes about a resource, complete.
  ///
  /// @param droppedAtNanos 0 while it exists
  public static Stats stats(List<Attribute> attributes, long createdAtNanos, long droppedAtNanos) {
    var stats =
        Stats.newBuilder()
            .setCreatedAt(Times.timestamp(createdAtNanos))
            .addAllAttributes(attributes);
    if (droppedAtNanos != 0) {
      stats.setDroppedAt(Times.timestamp(droppedAtNanos));
    }
    return stats.build();
  }

  /// The state of a resource now, its name and its holders included.
  ///
  /// @param tasks finds a task by its number
  public static List<Attribute> attributes(
      Resource resource, LongFunction<Optional<TaskView>> tasks) {
    var attributes = new ArrayList<Attribute>();
    resource
        .resourceName()
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> attributes.add(text("name", name)));
    attributes.addAll(attributes(resource.attributes()));
    long[] holders = resource.holderTaskIds();
    if (holders.length > 0) {
      attributes.add(text(holders.length == 1 ? "holder" : "holders", names(holders, tasks)));
    }
    return attributes;
  }

  private static String names(long[] holders, LongFunction<Optional<TaskView>> tasks) {
    var names = new StringBuilder();
    for (int i = 0; i < Math.min(holders.length, MOST_HOLDERS); i++) {
      names.append(i == 0 ? "task " : ", task ").append(holders[i]);
      tasks
          .apply(holders[i])
          .map(TaskView::name)
          .filter(name -> !name.isEmpty())
          .ifPresent(name -> names.append(' ').append(name));
    }
    if (holders.length > MOST_HOLDERS) {
      names.append(" and ").append(holders.length - MOST_HOLDERS).append(" more");
    }
    return names.toString();
  }

  /// Those of them that tokio-console can show: it skips empty texts.
  public static List<Attribute> attributes(List<dev.vitrine.instrument.Attribute> ours) {
    var attributes = new ArrayList<Attribute>(ours.size());
    for (var one : ours) {
      if (one.name().isEmpty() || one.value().toString().isEmpty()) {
        continue;
      }
      Field.Builder field = Field.newBuilder().setStrName(Texts.bounded(one.name()));
      switch (one.value()) {
        case Long number when number >= 0 -> field.setU64Val(number);
        case Long number -> field.setI64Val(number);
        case Boolean flag -> field.setBoolVal(flag);
        case Object other -> field.setStrVal(Texts.bounded(other.toString()));
      }
      var attribute = Attribute.newBuilder().setField(field);
      if (!one.unit().isEmpty()) {
        attribute.setUnit(Texts.bounded(one.unit()));
      }
      attributes.add(attribute.build());
    }
    return attributes;
  }

  private static Attribute text(String name, String value) {
    return Attribute.newBuilder()
        .setField(Field.newBuilder().setStrName(name).setStrVal(Texts.bounded(value)))
        .build();
  }

  /// What does not change about a wait.
  public static AsyncOp op(long id, long metadataId, String source, long resourceId) {
    return AsyncOp.newBuilder()
        .setId(TokioTasks.id(id))
        .setMetadata(MetaId.newBuilder().setId(metadataId))
        .setSource(Texts.bounded(source))
        .setResourceId(TokioTasks.id(resourceId))
        .build();
  }

  /// The wait so far. A poll that took place while nobody watched is counted and has no length.
  ///
  /// @param lastPollStartedNanos 0 when nobody watched
  /// @param lastPollEndedNanos 0 when nobody watched
  /// @param droppedAtNanos 0 while it lasts
  public static dev.vitrine.console.proto.tokio.asyncops.Stats opStats(
      long taskId,
      long polls,
      long lastPollStartedNanos,
      long lastPollEndedNanos,
      long busyNanos,
      long createdAtNanos,
      long droppedAtNanos,
      List<dev.vitrine.instrument.Attribute> attributes) {
    var created = Times.timestamp(createdAtNanos);
    var pollStats = PollStats.newBuilder().setPolls(polls).setBusyTime(Times.duration(busyNanos));
    if (polls > 0) {
      boolean isMeasured = lastPollStartedNanos != 0 && lastPollStartedNanos - createdAtNanos >= 0;
      pollStats
          .setFirstPoll(created)
          .setLastPollStarted(isMeasured ? Times.timestamp(lastPollStartedNanos) : created)
          .setLastPollEnded(isMeasured ? Times.timestamp(lastPollEndedNanos) : created);
    }
    var stats =
        dev.vitrine.console.proto.tokio.asyncops.Stats.newBuilder()
            .setCreatedAt(created)
            .setTaskId(TokioTasks.id(taskId))
            .setPollStats(pollStats)
            .addAllAttributes(attributes(attributes));
    if (droppedAtNanos != 0) {
      stats.setDroppedAt(Times.timestamp(droppedAtNanos));
    }
    return stats.build();
  }

  /// A place in the source.
  ///
  /// @param place with a file
  public static Location location(dev.vitrine.instrument.Location place) {
    var location = Location.newBuilder().setFile(Texts.bounded(place.file()));
    if (place.line() > 0) {
      location.setLine(place.line());
    }
    return location.build();
  }
}
