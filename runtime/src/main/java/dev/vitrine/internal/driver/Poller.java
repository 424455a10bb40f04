package dev.vitrine.internal.driver;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/// The system's way to learn which channels are ready: an NIO selector, or epoll.
///
/// - **Threads:** the one that drives, except for [#wakeUp].
interface Poller extends AutoCloseable {

  /// Asks to be told of `ops` (bits of [java.nio.channels.SelectionKey]) of the source, instead of
  /// what was asked for before. As long as the channel is ready, each [#poll] tells; one that
  /// [#reportsEdges] is asked once, for everything, and tells when something changes.
  void interest(IoSource source, int ops) throws IOException;

  /// Waits for events and passes each to `events`, 1024 or so at most.
  ///
  /// @param nanos how long to wait: 0 not at all, `Long.MAX_VALUE` without limit; the wait may be
  ///   rounded up to a millisecond
  void poll(long nanos, Events events) throws IOException;

  /// Ends the present [#poll], or makes the next one not wait. Any thread.
  void wakeUp();

  /// Every source that has been given to [#interest] and is not closed.
  Iterable<IoSource> sources();

  /// Whether a source is reported only when something about it changes.
  default boolean reportsEdges() {
    return false;
  }

  /// The source has been closed.
  default void forget(IoSource source) {}

  /// How the bytes of a connection are moved, which has just been registered.
  default Transfer transfer(SocketChannel channel) {
    return new Transfer.OfChannel(channel);
  }

  @Override
  void close() throws IOException;

  /// What is told of events.
  interface Events {
    /// The source is ready.
    ///
    /// @param ops for what
    void ready(IoSource source, int ops);
  }
}
