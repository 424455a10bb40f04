package dev.vitrine.recording;

import dev.vitrine.console.proto.v1.EventKind;

/// The byte of an event in `EventBatch.codes`.
final class EventCode {
  static final int KIND = 15;
  static final int FLAGS_SHIFT = 4;
  static final int FLAGS = 3;

  /// Its time is that of the event before.
  static final int SAME_TIME = 1 << 6;

  /// Its values are as expected, and left out.
  static final int AS_EXPECTED = 1 << 7;

  private EventCode() {}

  static boolean isGap(int code) {
    return (code & KIND) == EventKind.EVENT_KIND_LOST_VALUE;
  }
}
