package dev.vitrine.console.client;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.tokio.asyncops.AsyncOp;
import dev.vitrine.console.proto.tokio.asyncops.AsyncOpUpdate;
import dev.vitrine.console.proto.tokio.common.Field;
import dev.vitrine.console.proto.tokio.common.Id;
import dev.vitrine.console.proto.tokio.common.Location;
import dev.vitrine.console.proto.tokio.common.MetaId;
import dev.vitrine.console.proto.tokio.common.Metadata;
import dev.vitrine.console.proto.tokio.common.PollStats;
import dev.vitrine.console.proto.tokio.common.RegisterMetadata;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.resources.Resource;
import dev.vitrine.console.proto.tokio.resources.ResourceUpdate;
import dev.vitrine.console.proto.tokio.tasks.Stats;
import dev.vitrine.console.proto.tokio.tasks.Task;
import dev.vitrine.console.proto.tokio.tasks.TaskUpdate;

/// Messages as a faultless server of tokio-console's schema sends them, seconds counted from 1000.
public final class TokioUpdates {
  public static final long START = 1_000;

  private TokioUpdates() {}

  public static Timestamp at(double second) {
    long nanos = Math.round(second * 1e9);
    return Timestamp.newBuilder()
        .setSeconds(START + nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  public static Duration lasting(double seconds) {
    long nanos = Math.round(seconds * 1e9);
    return Duration.newBuilder()
        .setSeconds(nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  public static Id id(long id) {
    return Id.newBuilder().setId(id).build();
  }

  public static MetaId meta() {
    return MetaId.newBuilder().setId(1).build();
  }

  /// A message with the metadata everything here refers to.
  public static Update.Builder update(double now) {
    return Update.newBuilder()
        .setNow(at(now))
        .setNewMetadata(
            RegisterMetadata.newBuilder()
                .addMetadata(
                    RegisterMetadata.NewMetadata.newBuilder()
                        .setId(meta())
                        .setMetadata(
                            Metadata.newBuilder()
                                .setTarget("tokio::task")
                                .addFieldNames("size.bytes"))));
  }

  public static Field field(String name, long value) {
    return Field.newBuilder().setStrName(name).setU64Val(value).build();
  }

  public static Field debug(String name, String value) {
    return Field.newBuilder().setStrName(name).setDebugVal(value).build();
  }

  /// A task with a name.
  ///
  /// @param wire the number on the wire; users see another one, 1000 less
  public static Task task(long wire, String name) {
    return Task.newBuilder()
        .setId(id(wire))
        .setMetadata(meta())
        .addFields(field("task.id", wire - 1000))
        .addFields(debug("task.name", name))
        .addFields(debug("kind", "task"))
        .setLocation(Location.newBuilder().setFile("src/main.rs").setLine(7))
        .build();
  }

  /// A task spawned at 0 that was polled twice, the second time from 2 to 3.
  public static Stats.Builder idle() {
    return Stats.newBuilder()
        .setCreatedAt(at(0))
        .setWakes(1)
        .setLastWake(at(1))
        .setWakerClones(3)
        .setWakerDrops(2)
        .setScheduledTime(lasting(1))
        .setPollStats(
            PollStats.newBuilder()
                .setPolls(2)
                .setFirstPoll(at(0))
                .setLastPollStarted(at(2))
                .setLastPollEnded(at(3))
                .setBusyTime(lasting(1.5)));
  }

  public static TaskUpdate.Builder tasks(Task task, Stats.Builder stats) {
    return TaskUpdate.newBuilder()
        .addNewTasks(task)
        .putStatsUpdate(task.getId().getId(), stats.build());
  }

  public static ResourceUpdate.Builder mutex(long wire) {
    return ResourceUpdate.newBuilder()
        .addNewResources(
            Resource.newBuilder()
                .setId(id(wire))
                .setMetadata(meta())
                .setConcreteType("Mutex")
                .setKind(Resource.Kind.newBuilder().setOther("Sync"))
                .setLocation(Location.newBuilder().setFile("src/main.rs").setLine(3)))
        .putStatsUpdate(
            wire,
            dev.vitrine.console.proto.tokio.resources.Stats.newBuilder()
                .setCreatedAt(at(0))
                .build());
  }

  public static AsyncOpUpdate.Builder lock(long wire, long resource, long task) {
    return AsyncOpUpdate.newBuilder()
        .addNewAsyncOps(
            AsyncOp.newBuilder()
                .setId(id(wire))
                .setMetadata(meta())
                .setSource("Mutex::lock")
                .setResourceId(id(resource)))
        .putStatsUpdate(
            wire,
            dev.vitrine.console.proto.tokio.asyncops.Stats.newBuilder()
                .setCreatedAt(at(2))
                .setTaskId(id(task))
                .setPollStats(PollStats.newBuilder().setPolls(1))
                .build());
  }
}
