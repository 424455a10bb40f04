package dev.vitrine.recording;

import java.io.IOException;

/// A recording that can not be read, or not any further. The message says why and what to do, for
/// users.
public final class RecordingException extends IOException {
  private static final long serialVersionUID = 1;

  public RecordingException(String message) {
    super(message);
  }
}
