package dev.vitrine.instrument;

/// The events of this process: the *recorded* tier is on while a feed is open. Only one can be, so
/// whoever opens it shares it out.
///
/// What happens waits in one ring per worker and one for all other threads ([#RING_BYTES] each)
/// until it is drained. A worker whose ring is full goes on in another one, as long as those that
/// there are besides take no more than a 32nd of the heap, and the heap is not nearly full. When
/// there is no room, events are dropped and counted. No thread of the program waits for who drains;
/// a worker that needs another ring makes it, which takes it two milliseconds at most as a rule.
///
/// - **Threads:** [#drain] by one at a time, the rest by any.
public interface EventFeed extends AutoCloseable {
  /// Memory of one ring.
  int RING_BYTES = 4 << 20;

  /// Hands over what has happened since the last call.
  ///
  /// @return whether more than a quarter of a ring was there: the next call should come sooner
  boolean drain(EventSink sink);

  /// Events of a kind that did not fit since the feed was opened.
  ///
  /// @param runtimeId of the lane
  /// @param worker of the lane
  long lost(long runtimeId, int worker, EventKind kind);

  /// All that did not fit.
  long lost();

  /// Ends the recorded tier, and gives the rings back. What was not drained is gone.
  @Override
  void close();
}
