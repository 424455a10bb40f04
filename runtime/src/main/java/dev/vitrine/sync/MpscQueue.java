package dev.vitrine.sync;

import org.jspecify.annotations.Nullable;

/// The values of a channel, in order of sending, and how a sender comes to a place among them.
///
/// Whoever has added a value looks for a waiting receiver next, and the receiver asks [#isEmpty]
/// after it has said that it waits: one of the two sees the other.
sealed interface MpscQueue<T> permits MpscSlots, MpscChunks {
  /// Takes a permit and adds a value.
  ///
  /// @return whether it has; WAITING if there is no permit
  PermitPool.Outcome trySend(T value);

  /// Adds a value, for which there is a permit.
  void add(T value);

  /// Whether the next value is there; by the receiver.
  boolean hasNext();

  /// Whether the receiver may sleep: there is no value, and whoever is about to add one will look
  /// for a receiver after this. By the receiver.
  boolean isEmpty();

  /// Takes the next value; null if it is not there, or not yet. By the receiver.
  @Nullable T poll();

  /// The same, but waits for a value that a sender is about to add.
  @Nullable T pollOrSpin();

  /// How many values there are, about.
  int size();
}
