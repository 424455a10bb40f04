package dev.vitrine.recording;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;

/// Goes through the events of one batch. Not safe for threads.
///
/// ```java
/// for (var event = new EventCursor(batch); event.next(); ) {
///   … event.kind(), event.nanos(), event.task() …
/// }
/// ```
public final class EventCursor {
  private final EventBatch batch;
  private final boolean hasThreads;
  private int at = -1;
  private int valueAt;
  private long nanos;
  private EventKind kind = EventKind.EVENT_KIND_UNSPECIFIED;
  private int flags;
  private long thread;
  private long task;
  private long first;
  private long second;

  public EventCursor(EventBatch batch) {
    this.batch = batch;
    hasThreads = batch.getWorker() < 0;
    nanos = batch.getFirstNanos();
  }

  /// Goes to the next event.
  ///
  /// @return false when there is none, or none that this version understands
  public boolean next() {
    at++;
    if (at >= batch.getKinds().size() || at >= batch.getNanosCount()) {
      return false;
    }
    int code = batch.getKinds().byteAt(at);
    EventKind next = EventKind.forNumber(code & 15);
    if (next == null || next == EventKind.EVENT_KIND_UNSPECIFIED) {
      return false;
    }
    kind = next;
    flags = code >> 4 & 15;
    nanos += batch.getNanos(at);
    thread = hasThreads ? value() : 0;
    task = 0;
    first = 0;
    second = 0;
    switch (kind) {
      case EVENT_KIND_POLL_START,
          EVENT_KIND_WAKE,
          EVENT_KIND_END,
          EVENT_KIND_JOB_START,
          EVENT_KIND_JOB_END ->
          task = value();
      case EVENT_KIND_POLL_END -> task = hasThreads ? value() : 0;
      case EVENT_KIND_SPAWN -> {
        task = value();
        first = value();
        second = value();
      }
      case EVENT_KIND_STEAL, EVENT_KIND_QUEUES, EVENT_KIND_DRIVER_TURN -> {
        first = value();
        second = value();
      }
      case EVENT_KIND_LOST, EVENT_KIND_COUNT -> first = value();
      default -> {}
    }
    return true;
  }

  private long value() {
    return valueAt < batch.getValuesCount() ? batch.getValues(valueAt++) : 0;
  }

  public EventKind kind() {
    return kind;
  }

  public int flags() {
    return flags;
  }

  /// Since the process's anchor.
  public long nanos() {
    return nanos;
  }

  /// The thread on the lane of threads that are no workers; else 0.
  public long thread() {
    return thread;
  }

  /// The task the event is about; 0 where it is about none.
  public long task() {
    return task;
  }

  /// The parent of a spawned task, the worker that was robbed, the length of the ring, how many
  /// events a driver turn has handled, what a worker has counted, or how many events were lost.
  public long first() {
    return first;
  }

  /// The callsite of a spawned task, the number of stolen tasks, the length of the inject queue, or
  /// how many nanoseconds a driver turn took.
  public long second() {
    return second;
  }
}
