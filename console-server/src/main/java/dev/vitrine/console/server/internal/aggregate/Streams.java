package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import dev.vitrine.console.server.internal.aggregate.Aggregator.Refused;
import dev.vitrine.console.server.internal.aggregate.Aggregator.Stream;
import dev.vitrine.console.server.internal.query.TaskSearch;
import dev.vitrine.console.server.internal.read.Descriptions;
import dev.vitrine.console.server.internal.read.RuntimeStatuses;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.Function;

/// The streams and answers that are whole each time, by name.
public final class Streams {
  private Streams() {}

  private record Opened<T>(
      Function<Aggregator, Feed.Answers<T>> opening, boolean needsWatch, boolean obeysPause)
      implements Stream<T> {
    @Override
    public Feed.Answers<T> open(Aggregator aggregator) {
      return opening.apply(aggregator);
    }
  }

  /// The histograms of a task for tokio-console.
  public static Stream<TaskDetails> tokioDetails(long taskId) {
    return new Opened<>(
        aggregator -> {
          known(aggregator, taskId);
          return new DetailAnswers(taskId, aggregator::task);
        },
        true,
        true);
  }

  /// Workers, queues, pools and drivers.
  ///
  /// @param connection of the one who asks, whose losses are told
  public static Stream<RuntimesUpdate> runtimes(long connection) {
    return new Opened<>(
        aggregator ->
            () -> {
              var update = RuntimesUpdate.newBuilder().setLosses(aggregator.losses(connection));
              aggregator
                  .source()
                  .runtimes()
                  .forEach(runtime -> update.addRuntimes(RuntimeStatuses.status(runtime)));
              return Optional.of(update.setStamp(aggregator.stamp()).build());
            },
        false,
        false);
  }

  public static Stream<IncidentsUpdate> incidents() {
    return new Opened<>(IncidentAnswers::new, false, false);
  }

  public static Stream<CallsitesUpdate> callsites() {
    return new Opened<>(CallsiteAnswers::new, false, false);
  }

  public static Stream<TaskPage> tasks(TaskQuery query) {
    return new Opened<>(
        aggregator ->
            new PageAnswers(
                aggregator, new TaskSearch(query, aggregator.source(), aggregator.signs())),
        true,
        false);
  }

  public static Stream<TaskDetail> task(long taskId) {
    return new Opened<>(
        aggregator -> {
          known(aggregator, taskId);
          return new TaskDetailAnswers(aggregator, taskId);
        },
        true,
        false);
  }

  public static Stream<ResourcesUpdate> resources(WatchResourcesRequest request) {
    return new Opened<>(aggregator -> new ResourceAnswers(aggregator, request), true, false);
  }

  /// One answer to a query, on the aggregator's thread.
  public static TaskPage page(Aggregator aggregator, TaskQuery query) {
    return new TaskSearch(query, aggregator.source(), aggregator.signs())
        .answer(aggregator.finished())
        .setStamp(aggregator.stamp())
        .build();
  }

  /// The process. Any thread may call.
  public static Description description(Aggregator aggregator) {
    return Descriptions.description(
            aggregator.source(),
            aggregator.intervalNanos(),
            aggregator.source().incidentThresholdNanos())
        .setStamp(aggregator.stamp())
        .build();
  }

  private static void known(Aggregator aggregator, long taskId) {
    if (taskId == 0) {
      throw new Refused(Status.INVALID_ARGUMENT.withDescription("the task's id is missing"));
    }
    if (aggregator.task(taskId).isEmpty()) {
      throw new Refused(
          Status.NOT_FOUND.withDescription(
              "there is no task "
                  + Long.toUnsignedString(taskId)
                  + ", or it ended and has been forgotten"));
    }
  }
}
