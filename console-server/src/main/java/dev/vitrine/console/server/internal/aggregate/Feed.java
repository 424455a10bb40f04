package dev.vitrine.console.server.internal.aggregate;

import io.grpc.Status;
import java.util.Optional;

/// A stream of whole answers: each tick a new one, made when the client has room for it. What a
/// slow client misses is never made.
///
/// An answer that takes long to make is made less often, so that it does not take more than a
/// twentieth of the thread's time.
///
/// @param <T> the kind of message
final class Feed<T> extends Subscription {
  static final int REST = 20;

  private final Aggregator aggregator;
  private final Outlet<T> outlet;
  private final Answers<T> answers;
  private final boolean needsWatch;
  private final boolean obeysPause;
  private boolean isDue;
  private final Rest rest = new Rest(REST);

  /// Makes the messages of one stream.
  interface Answers<T> {
    /// The next message; empty when the stream is at its end.
    Optional<T> next();

    /// Whether to send before the next tick.
    default boolean isUrgent() {
      return false;
    }
  }

  /// @param obeysPause whether a pause asked for by tokio-console holds this stream up
  Feed(
      Aggregator aggregator,
      Outlet<T> outlet,
      Answers<T> answers,
      boolean needsWatch,
      boolean obeysPause) {
    this.aggregator = aggregator;
    this.outlet = outlet;
    this.answers = answers;
    this.needsWatch = needsWatch;
    this.obeysPause = obeysPause;
  }

  @Override
  void begin() {
    isDue = true;
    pump();
  }

  @Override
  void tick() {
    if (obeysPause && aggregator.isPaused()) {
      return;
    }
    if (isDue) {
      aggregator.messageSkipped(outlet.connection());
    } else if (!rest.isOver()) {
      return;
    }
    isDue = true;
    pump();
  }

  @Override
  void tell() {
    isDue = true;
    pump();
  }

  @Override
  void ready() {
    pump();
  }

  @Override
  boolean isImpatient() {
    return answers instanceof IncidentAnswers;
  }

  @Override
  void glance() {
    if (answers.isUrgent()) {
      isDue = true;
      pump();
    }
  }

  private void pump() {
    if (!isDue || !outlet.isReady()) {
      return;
    }
    isDue = false;
    rest.workBegins();
    Optional<T> message = answers.next();
    if (message.isEmpty()) {
      aggregator.remove(this);
      outlet.complete();
      return;
    }
    outlet.send(message.get());
    rest.workEnded();
  }

  @Override
  void fail(Status status) {
    outlet.fail(status);
  }

  @Override
  boolean needsWatch() {
    return needsWatch;
  }
}
