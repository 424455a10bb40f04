package dev.vitrine.sync;

/// What sending without waiting came to.
public enum TrySend {
  /// The value is in the channel.
  SENT,
  /// There is no room; the value was not taken.
  FULL,
  /// Nobody receives any more; the value was not taken.
  CLOSED
}
