package dev.vitrine.instrument;

/// What an event of a recording says. The numbers are those of the recording file.
public enum EventKind {
  /// A poll of `task` begins. Flag 1: it came out of the LIFO slot.
  POLL_START(1),
  /// The poll that began last on this lane has ended.
  POLL_END(2),
  /// `task` was spawned; `first` is the task that did it (0 for none), `second` its callsite. The
  /// flags are the task's kind, as [TaskView.Kind#code] says.
  SPAWN(3),
  /// `task` was woken. Flag 1: that put it into a queue. Flag 2: by itself, in its own poll.
  WAKE(4),
  /// `task` has ended. The flags say how: 0 completed, 1 failed, 2 cancelled.
  END(5),
  /// The worker took tasks from the worker whose index is `first`; `second` is how many.
  STEAL(6),
  /// The worker goes to sleep.
  PARK(7),
  /// It is awake again.
  UNPARK(8),
  /// The worker has asked the drivers for events without sleeping.
  DRIVER_TURN(9),
  /// A look at the queues: `first` is the number of tasks in the worker's ring, `second` in the
  /// inject queue. Flag 1: the LIFO slot is occupied.
  QUEUES(10),
  /// Events of this lane are missing here: `first` of them.
  LOST(11);

  private static final EventKind[] BY_CODE = new EventKind[16];

  static {
    for (EventKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  EventKind(int code) {
    this.code = code;
  }

  /// Its number, 1 to 15.
  public int code() {
    return code;
  }

  /// @throws IllegalArgumentException if no kind has that number
  public static EventKind of(int code) {
    EventKind kind = code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    if (kind == null) {
      throw new IllegalArgumentException("no kind of event has the number " + code);
    }
    return kind;
  }
}
