package dev.vitrine.console.server.internal.aggregate;

import io.grpc.Status;

/// One stream to one client. All methods run on the aggregator's thread.
public abstract class Subscription {

  /// Called once, when the aggregator has taken it on: the first message goes out here.
  abstract void begin();

  /// Another publish interval has passed.
  abstract void tick();

  /// Somebody wants to be told now, before the next interval.
  void tell() {
    tick();
  }

  /// The client has room again.
  abstract void ready();

  /// The call is over; nothing can be sent any more.
  void ended() {}

  /// The stream can not go on.
  abstract void fail(Status status);

  /// Whether the process has to be watched while this is open.
  abstract boolean needsWatch();

  /// The pause has begun or ended.
  void pauseChanged() {}

  /// Looks for something that can not wait for the next tick. Asked some 20 times a second if
  /// [#isImpatient].
  void glance() {}

  boolean isImpatient() {
    return false;
  }
}
