package dev.vitrine.sync;

import java.io.Serial;

/// Tells that the other side of a channel has gone, or that a semaphore has been closed.
public final class ClosedException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  public ClosedException(String message) {
    super(message);
  }
}
