package dev.vitrine.console.server.internal.service;

import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc.InstrumentImplBase;
import dev.vitrine.console.proto.tokio.instrument.InstrumentRequest;
import dev.vitrine.console.proto.tokio.instrument.PauseRequest;
import dev.vitrine.console.proto.tokio.instrument.PauseResponse;
import dev.vitrine.console.proto.tokio.instrument.ResumeRequest;
import dev.vitrine.console.proto.tokio.instrument.ResumeResponse;
import dev.vitrine.console.proto.tokio.instrument.State;
import dev.vitrine.console.proto.tokio.instrument.StateRequest;
import dev.vitrine.console.proto.tokio.instrument.TaskDetailsRequest;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.aggregate.Streams;
import io.grpc.stub.StreamObserver;

/// `rs.tokio.console.instrument.Instrument`, for the stock `tokio-console`.
public final class InstrumentService extends InstrumentImplBase {
  private final Aggregator aggregator;

  public InstrumentService(Aggregator aggregator) {
    this.aggregator = aggregator;
  }

  @Override
  public void watchUpdates(InstrumentRequest request, StreamObserver<Update> observer) {
    CallOutlet.stream(observer, aggregator::watchUpdates);
  }

  @Override
  public void watchTaskDetails(TaskDetailsRequest request, StreamObserver<TaskDetails> observer) {
    var details = Streams.tokioDetails(request.getId().getId());
    CallOutlet.stream(observer, outlet -> aggregator.watch(outlet, details));
  }

  @Override
  public void watchState(StateRequest request, StreamObserver<State> observer) {
    CallOutlet.stream(observer, aggregator::watchState);
  }

  @Override
  public void pause(PauseRequest request, StreamObserver<PauseResponse> observer) {
    long connection = Connections.current();
    CallOutlet.answer(
        aggregator,
        observer,
        () -> {
          aggregator.pause(connection);
          return PauseResponse.getDefaultInstance();
        });
  }

  @Override
  public void resume(ResumeRequest request, StreamObserver<ResumeResponse> observer) {
    CallOutlet.answer(
        aggregator,
        observer,
        () -> {
          aggregator.resume();
          return ResumeResponse.getDefaultInstance();
        });
  }
}
