package dev.vitrine.console.server.internal.service;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.aggregate.Outlet;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;
import java.util.function.Supplier;

/// The sending end of a gRPC call.
///
/// gRPC would buffer whatever it is given; so streams look at [#isReady] first, and one message is
/// the most that ever waits beyond gRPC's own threshold of 32 KiB.
final class CallOutlet<T> implements Outlet<T> {
  private final ServerCallStreamObserver<T> call;
  private final long connection = Connections.current();

  private CallOutlet(ServerCallStreamObserver<T> call) {
    this.call = call;
  }

  /// Answers a call once.
  ///
  /// @param answer made on the aggregator's thread
  static <T> void answer(Aggregator aggregator, StreamObserver<T> observer, Supplier<T> answer) {
    var outlet = of(observer);
    outlet.call.setOnCancelHandler(() -> {});
    aggregator.call(
        outlet,
        () -> {
          T message = answer.get();
          outlet.send(message);
          outlet.complete();
        });
  }

  /// Answers a call with a stream.
  static <T> void stream(
      StreamObserver<T> observer, Function<Outlet<T>, Aggregator.Handle> opening) {
    var outlet = of(observer);
    // The handlers have to be there before the call's start returns, the stream is opened after
    // that: both refer to each other.
    var handle = new Aggregator.Handle[1];
    outlet.call.setOnReadyHandler(() -> handle[0].ready());
    outlet.call.setOnCancelHandler(() -> handle[0].cancelled());
    handle[0] = opening.apply(outlet);
  }

  private static <T> CallOutlet<T> of(StreamObserver<T> observer) {
    return new CallOutlet<>((ServerCallStreamObserver<T>) observer);
  }

  @Override
  public boolean isReady() {
    return call.isReady() && !call.isCancelled();
  }

  @Override
  public void send(T message) {
    call.onNext(message);
  }

  @Override
  public void complete() {
    if (!call.isCancelled()) {
      call.onCompleted();
    }
  }

  @Override
  public void fail(Status status) {
    if (!call.isCancelled()) {
      call.onError(status.asRuntimeException());
    }
  }

  @Override
  public long connection() {
    return connection;
  }
}
