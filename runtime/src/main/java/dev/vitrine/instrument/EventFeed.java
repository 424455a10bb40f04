package dev.vitrine.instrument;

/// The events of this process: the *recorded* tier is on while a feed is open. Only one can be, so
/// whoever opens it shares it out.
///
/// What happens waits in a lane of each worker and one of all other threads until it is drained. A
/// worker tells its events as bytes, two or three each as a rule, in blocks of 64 KiB that it makes
/// when it needs them, up to [#LANE_BYTES]; then as many more as take a 32nd of the heap for all
/// workers together, unless the heap is nearly full. Other threads share [#LANE_BYTES], of which an
/// event takes 16 to 40. When there is no room, events are dropped and counted. No thread of the
/// program waits for who drains.
///
/// - **Threads:** [#drain], [#drainBlocks] and [#isBehind] by one at a time, the rest by any.
public interface EventFeed extends AutoCloseable {
  /// Memory that a lane may take, what it may have besides not counted in.
  int LANE_BYTES = 4 << 20;

  /// Hands over what has happened since the last call.
  void drain(EventSink sink);

  /// The same, but for the newest block of each worker, which is left to be filled: costs less, and
  /// makes fewer and larger parts.
  void drainBlocks(EventSink sink);

  /// Whether more than half of some worker's [#LANE_BYTES] is taken, or an eighth of those that the
  /// other threads share, who can have no more: who drains should make haste. By who drains.
  boolean isBehind();

  /// Events of a kind that did not fit since the feed was opened.
  ///
  /// @param runtimeId of the lane
  /// @param worker of the lane
  long lost(long runtimeId, int worker, EventKind kind);

  /// All that did not fit.
  long lost();

  /// Ends the recorded tier, and gives the memory back. What was not drained is gone.
  @Override
  void close();
}
