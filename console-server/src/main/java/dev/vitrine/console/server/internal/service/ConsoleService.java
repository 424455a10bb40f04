package dev.vitrine.console.server.internal.service;

import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ConsoleGrpc.ConsoleImplBase;
import dev.vitrine.console.proto.v1.DescribeRequest;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.DumpFlightRequest;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.RecordRequest;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskDetailRequest;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.WatchCallsitesRequest;
import dev.vitrine.console.proto.v1.WatchIncidentsRequest;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import dev.vitrine.console.proto.v1.WatchRuntimesRequest;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.aggregate.Aggregator.Stream;
import dev.vitrine.console.server.internal.aggregate.Streams;
import io.grpc.stub.StreamObserver;

/// `vitrine.console.v1.Console`, for consoles of our own.
public final class ConsoleService extends ConsoleImplBase {
  private final Aggregator aggregator;

  public ConsoleService(Aggregator aggregator) {
    this.aggregator = aggregator;
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<Description> observer) {
    CallOutlet.answer(aggregator, observer, () -> Streams.description(aggregator));
  }

  @Override
  public void watchRuntimes(WatchRuntimesRequest request, StreamObserver<RuntimesUpdate> observer) {
    stream(observer, Streams.runtimes(Connections.current()));
  }

  @Override
  public void watchIncidents(
      WatchIncidentsRequest request, StreamObserver<IncidentsUpdate> observer) {
    stream(observer, Streams.incidents());
  }

  @Override
  public void watchCallsites(
      WatchCallsitesRequest request, StreamObserver<CallsitesUpdate> observer) {
    stream(observer, Streams.callsites());
  }

  @Override
  public void queryTasks(TaskQuery query, StreamObserver<TaskPage> observer) {
    CallOutlet.answer(aggregator, observer, () -> Streams.page(aggregator, query));
  }

  @Override
  public void watchTasks(TaskQuery query, StreamObserver<TaskPage> observer) {
    stream(observer, Streams.tasks(query));
  }

  @Override
  public void watchTask(TaskDetailRequest request, StreamObserver<TaskDetail> observer) {
    stream(observer, Streams.task(request.getId()));
  }

  @Override
  public void watchResources(
      WatchResourcesRequest request, StreamObserver<ResourcesUpdate> observer) {
    stream(observer, Streams.resources(request));
  }

  @Override
  public StreamObserver<RecordRequest> record(StreamObserver<Chunk> observer) {
    return RecordCall.open(aggregator, observer);
  }

  @Override
  public void dumpFlight(DumpFlightRequest request, StreamObserver<Chunk> observer) {
    FlightCall.open(observer);
  }

  private <T> void stream(StreamObserver<T> observer, Stream<T> answers) {
    CallOutlet.stream(observer, outlet -> aggregator.watch(outlet, answers));
  }
}
