package dev.vitrine.net;

import java.util.concurrent.atomic.AtomicInteger;

/// What the two halves of one stream have in common: it is theirs, and it is closed when both are.
final class Share {
  private final AtomicInteger open = new AtomicInteger(2);

  /// One half has been closed.
  ///
  /// @return whether it was the last
  boolean release() {
    return open.decrementAndGet() == 0;
  }
}
