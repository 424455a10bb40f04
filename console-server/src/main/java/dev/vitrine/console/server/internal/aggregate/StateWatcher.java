package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.tokio.instrument.State;
import dev.vitrine.console.proto.tokio.instrument.Temporality;
import io.grpc.Status;

/// A client of WatchState: told at once, at each change, and once per interval.
final class StateWatcher extends Subscription {
  private final Aggregator aggregator;
  private final Outlet<State> outlet;
  private boolean isDue;

  StateWatcher(Aggregator aggregator, Outlet<State> outlet) {
    this.aggregator = aggregator;
    this.outlet = outlet;
  }

  @Override
  void begin() {
    tick();
  }

  @Override
  void tick() {
    isDue = true;
    ready();
  }

  @Override
  void pauseChanged() {
    tick();
  }

  @Override
  void ready() {
    if (isDue && outlet.isReady()) {
      isDue = false;
      outlet.send(
          State.newBuilder()
              .setTemporality(aggregator.isPaused() ? Temporality.PAUSED : Temporality.LIVE)
              .build());
    }
  }

  @Override
  void fail(Status status) {
    outlet.fail(status);
  }

  @Override
  boolean needsWatch() {
    return false;
  }
}
