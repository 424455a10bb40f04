package dev.vitrine.recording.export;

/// A poll that has begun.
///
/// @param track where its slice is
record OpenPoll(TaskTrack task, long start, long track) {
  // Two polls are never the same one, whatever they hold.

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
