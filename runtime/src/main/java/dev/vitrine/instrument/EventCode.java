package dev.vitrine.instrument;

/// The byte that each event has, and what is to be known of kinds without a look at a field of an
/// enum or a table, neither of which is a constant to the JIT.
final class EventCode {
  static final int KIND = 15;
  static final int FLAGS_SHIFT = 4;
  static final int FLAGS = 3;

  /// Its time is that of the event before.
  static final int SAME_TIME = 1 << 6;

  /// Its values are as expected, and left out.
  static final int AS_EXPECTED = 1 << 7;

  static final int POLL_START = EventKind.POLL_START.code();
  static final int POLL_END = EventKind.POLL_END.code();
  static final int SPAWN = EventKind.SPAWN.code();
  static final int WAKE = EventKind.WAKE.code();
  static final int END = EventKind.END.code();
  static final int STEAL = EventKind.STEAL.code();
  static final int PARK = EventKind.PARK.code();
  static final int UNPARK = EventKind.UNPARK.code();
  static final int DRIVER_TURN = EventKind.DRIVER_TURN.code();
  static final int QUEUES = EventKind.QUEUES.code();
  static final int LOST = EventKind.LOST.code();
  static final int JOB_START = EventKind.JOB_START.code();
  static final int JOB_END = EventKind.JOB_END.code();

  private EventCode() {}
}
