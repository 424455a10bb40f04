package dev.vitrine.instrument;

/// Goes through events that are told as bytes, wherever those lie. Not safe for threads.
public abstract class EventDecoder {
  private static final int KINDS = EventKind.values().length;

  private final boolean hasThreads;
  private final Expectations expected = new Expectations();
  private boolean isAsExpected;
  private long nanos;
  private EventKind kind = EventKind.LOST;
  private int flags;
  private long thread;
  private long task;
  private long first;
  private long second;

  /// @param hasThreads whether it is the lane of the threads that are no workers
  /// @param firstNanos of the first event
  protected EventDecoder(boolean hasThreads, long firstNanos) {
    this.hasThreads = hasThreads;
    nanos = firstNanos;
  }

  /// The events of a worker that lie in columns before a position.
  public static EventDecoder of(EventColumns columns, long position) {
    return new ColumnsDecoder(columns, position);
  }

  /// Whether a byte of a column of codes is that of a LOST, which counts events that are missing.
  public static boolean isGap(byte code) {
    return (code & EventCode.KIND) == EventCode.LOST;
  }

  /// @return the code of the next event; -1 when there is none, or it can not be read
  protected abstract int nextCode();

  /// @return the next of the times
  protected abstract long nextTime();

  /// @return whether there is a difference; a damaged batch may lack some
  protected abstract boolean hasDifference();

  /// @return the next of the differences
  protected abstract long nextDifference();

  /// @return the flags in a code
  protected int flags(int code) {
    return code >> EventCode.FLAGS_SHIFT & EventCode.FLAGS;
  }

  /// @return whether the event with that code has a time of its own
  protected boolean hasTime(int code) {
    return (code & EventCode.SAME_TIME) == 0;
  }

  /// @return the next of the values
  protected long nextValue(long wanted) {
    return isAsExpected || !hasDifference() ? wanted : wanted + nextDifference();
  }

  /// Goes to the next event.
  ///
  /// @return false when there is none, or none that this version understands
  public final boolean next() {
    int code = nextCode();
    if (code < 0 || (code & EventCode.KIND) == 0 || (code & EventCode.KIND) > KINDS) {
      return false;
    }
    kind = EventKind.of(code & EventCode.KIND);
    flags = flags(code);
    isAsExpected = (code & EventCode.AS_EXPECTED) != 0;
    if (hasTime(code)) {
      nanos += nextTime();
    }
    thread = hasThreads ? nextValue(expected.thread) : 0;
    expected.thread = thread;
    task = 0;
    first = 0;
    second = 0;
    switch (kind) {
      case POLL_START -> {
        boolean isLifo = (flags & 1) != 0;
        task = nextValue(expected.pollStart(isLifo));
        expected.pollStarted(isLifo, task);
      }
      case POLL_END -> {
        task = hasThreads ? nextValue(expected.polled) : 0;
        expected.pollEnded();
      }
      case END -> task = nextValue(expected.polled);
      case WAKE -> {
        task = nextValue(expected.wake());
        expected.woken(flags, task);
      }
      case SPAWN -> {
        task = nextValue(expected.spawned + 1);
        first = nextValue(expected.polled);
        second = nextValue(expected.site);
        expected.spawned(flags, task, second);
      }
      case JOB_START -> {
        task = nextValue(expected.job + 1);
        expected.job = task;
      }
      case JOB_END -> task = nextValue(expected.job);
      case QUEUES -> {
        first = nextValue(expected.ring);
        second = nextValue(expected.inject);
        expected.queues(first, second);
      }
      case STEAL, DRIVER_TURN -> {
        first = nextValue(0);
        second = nextValue(0);
      }
      case LOST, COUNT -> first = nextValue(0);
      case PARK, UNPARK -> {}
    }
    return true;
  }

  /// Hands the event on.
  ///
  /// @param anchor what its time counts from
  public final void tell(EventSink sink, long anchor) {
    sink.event(kind, flags, anchor + nanos, thread, task, first, second);
  }

  /// What the event is of.
  public final EventKind kind() {
    return kind;
  }

  /// As [EventKind] says.
  public final int flags() {
    return flags;
  }

  /// Since the process's anchor.
  public final long nanos() {
    return nanos;
  }

  /// The thread on the lane of threads that are no workers; else 0.
  public final long thread() {
    return thread;
  }

  /// As [EventKind] says, like the two that follow; 0 where it names none.
  public final long task() {
    return task;
  }

  public final long first() {
    return first;
  }

  public final long second() {
    return second;
  }
}
