package dev.vitrine.internal.driver;

import org.jspecify.annotations.Nullable;

/// A place in the queue of changes that [IoHandle] keeps for the driver.
sealed class IoChange permits IoSource, IoChange.Closed {
  /// Written by the one who pushes, before the push; read by the driver after it took the queue.
  @Nullable IoChange next;

  /// Stands in the queue when no driver will come any more.
  static final class Closed extends IoChange {}
}
