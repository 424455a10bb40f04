package dev.vitrine.instrument;

/// What an event of a recording says. The numbers are those of the recording file.
public enum EventKind {
  /// A poll of `task` begins. Flag 1: it came out of the LIFO slot.
  POLL_START(1),
  /// The poll that began last on this lane has ended. On the lane of threads that are no workers it
  /// says which one, `task`: a thread that blocks in place begins its poll as a worker, and may end
  /// it as none.
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
  /// A worker's turn of the drivers is over: `first` is the number of I/O events it has handled,
  /// `second` how many nanoseconds it took. Flag 1: it has slept there, too, which is counted in.
  DRIVER_TURN(9),
  /// A look at the queues: `first` is the number of tasks in the worker's ring, `second` in the
  /// inject queue. Flag 1: the LIFO slot is occupied.
  QUEUES(10),
  /// Events of this lane are missing here: `first` of them.
  LOST(11),
  /// A thread of a blocking pool begins a job: `task` itself, or something that `task` waits for,
  /// such as the look-up of a name; 0 when no task does.
  JOB_START(12),
  /// The job that began last on that thread has ended. `task` as before.
  JOB_END(13),
  /// What the worker has counted so far, told now and then between polls: between two of these on a
  /// lane lie as many events as the second has more. The flags say of what: 0 polls, 1 spawns, 2
  /// steals, each since its start; 3 wakes that it did, since somebody first recorded. `first` is
  /// the number.
  COUNT(14);

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
