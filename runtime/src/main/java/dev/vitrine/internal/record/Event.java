package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventKind;

/// How events lie in the ring of threads that are no workers: one word with kind, flags and time,
/// one with the thread, and as many more as the kind wants.
final class Event {
  // Of the first word: kind in bits 0 to 3, flags in bits 4 to 7, nanoseconds since the anchor
  // above.
  private static final int FLAGS_SHIFT = 4;
  private static final int TIME_SHIFT = 8;

  /// Words besides these two, by kind: four bits each.
  private static final long MORE;

  static {
    long words = 0;
    for (EventKind kind : EventKind.values()) {
      long more =
          switch (kind) {
            case PARK, UNPARK -> 0;
            case POLL_START, POLL_END, WAKE, END, LOST, JOB_START, JOB_END, COUNT -> 1;
            case STEAL, QUEUES, DRIVER_TURN -> 2;
            case SPAWN -> 3;
          };
      words |= more << (4 * kind.code());
    }
    MORE = words;
  }

  private Event() {}

  static long head(int code, int flags, long sinceAnchor) {
    return sinceAnchor << TIME_SHIFT | (long) flags << FLAGS_SHIFT | code;
  }

  static int code(long head) {
    return (int) head & 15;
  }

  static int flags(long head) {
    return (int) (head >> FLAGS_SHIFT) & 15;
  }

  static long sinceAnchor(long head) {
    return head >>> TIME_SHIFT;
  }

  static int more(int code) {
    return (int) (MORE >>> (4 * code)) & 15;
  }
}
