package dev.vitrine.console.client.connect;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One stream (or one answer) that is being received. After [#cancel] nothing is heard of it any
/// more.
///
/// - **Threads:** the session's.
final class Subscription<Q, A> implements ClientResponseObserver<Q, A> {
  private final Consumer<A> onNext;
  private final Consumer<Status> onEnd;
  private @Nullable ClientCallStreamObserver<Q> call;
  private boolean cancelled;

  private Subscription(Consumer<A> onNext, Consumer<Status> onEnd) {
    this.onNext = onNext;
    this.onEnd = onEnd;
  }

  /// How a generated stub starts a call.
  interface Rpc<Q, A> {
    void start(Q request, StreamObserver<A> answers);
  }

  /// Starts a call.
  ///
  /// @param onEnd told once, with OK when the server ended the stream normally
  static <Q, A> Subscription<Q, A> start(
      Rpc<Q, A> rpc, Q request, Consumer<A> onNext, Consumer<Status> onEnd) {
    var subscription = new Subscription<Q, A>(onNext, onEnd);
    rpc.start(request, subscription);
    return subscription;
  }

  void cancel() {
    cancelled = true;
    if (call != null) {
      call.cancel("not shown any more", null);
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> stream) {
    call = stream;
  }

  @Override
  public void onNext(A answer) {
    if (!cancelled) {
      onNext.accept(answer);
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    end(Status.OK);
  }

  private void end(Status status) {
    if (!cancelled) {
      cancelled = true;
      onEnd.accept(status);
    }
  }
}
