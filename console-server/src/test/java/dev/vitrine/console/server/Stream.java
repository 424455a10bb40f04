package dev.vitrine.console.server;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What came over one call, in order.
final class Stream<T> implements StreamObserver<T> {
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private sealed interface Event<T> {
    record Message<T>(T message) implements Event<T> {}

    record End<T>(Status status) implements Event<T> {}
  }

  private final LinkedBlockingQueue<Event<T>> events = new LinkedBlockingQueue<>();

  @Override
  public void onNext(T message) {
    events.add(new Event.Message<>(message));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event.End<>(Status.fromThrowable(failure)));
  }

  @Override
  public void onCompleted() {
    events.add(new Event.End<>(Status.OK));
  }

  /// The next message; fails if the call ends or nothing comes.
  T next() {
    return switch (take()) {
      case Event.Message<T>(T message) -> message;
      case Event.End<T>(Status status) -> throw new AssertionError("the call ended: " + status);
    };
  }

  /// How the call ends, messages before that left out.
  Status end() {
    while (true) {
      if (take() instanceof Event.End<T>(Status status)) {
        return status;
      }
    }
  }

  private Event<T> take() {
    try {
      Event<T> event = events.poll(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new AssertionError("nothing came");
      }
      return event;
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
