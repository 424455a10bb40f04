package dev.vitrine.time;

import java.io.Serial;

/// Tells that an operation did not finish within the time it was given.
public final class ElapsedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public ElapsedException(String message) {
    super(message);
  }
}
