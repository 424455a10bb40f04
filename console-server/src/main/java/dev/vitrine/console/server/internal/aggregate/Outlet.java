package dev.vitrine.console.server.internal.aggregate;

import io.grpc.Status;

/// Where the messages of one call go. Used by the aggregator's thread alone.
///
/// @param <T> the kind of message
public interface Outlet<T> {

  /// Whether a message would be sent soon. One that is not ready may be sent to all the same, but
  /// then it costs memory.
  boolean isReady();

  void send(T message);

  void complete();

  void fail(Status status);

  /// The connection the call came on, unique in the process.
  long connection();
}
