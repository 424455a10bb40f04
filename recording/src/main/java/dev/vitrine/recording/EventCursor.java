package dev.vitrine.recording;

import com.google.protobuf.ByteString;
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
  private final boolean isVersion1;
  private final ByteString codes;
  private final boolean hasThreads;
  private final Expectations expected = new Expectations();
  private int at = -1;
  private int timeAt;
  private int valueAt;
  private boolean isAsExpected;
  private long nanos;
  private EventKind kind = EventKind.EVENT_KIND_UNSPECIFIED;
  private int flags;
  private long thread;
  private long task;
  private long first;
  private long second;

  public EventCursor(EventBatch batch) {
    this.batch = batch;
    isVersion1 = batch.getCodes().isEmpty();
    codes = isVersion1 ? batch.getKinds() : batch.getCodes();
    hasThreads = batch.getWorker() < 0;
    nanos = batch.getFirstNanos();
  }

  /// The time of the last event of a batch, or what comes closest to it in one that is damaged.
  public static long lastNanos(EventBatch batch) {
    long last = batch.getFirstNanos();
    for (int i = 0; i < batch.getTimesCount(); i++) {
      last += batch.getTimes(i);
    }
    for (int i = 0; i < batch.getNanosCount(); i++) { // of version 1
      last += batch.getNanos(i);
    }
    return last;
  }

  /// Goes to the next event.
  ///
  /// @return false when there is none, or none that this version understands
  public boolean next() {
    at++;
    if (at >= codes.size()) {
      return false;
    }
    int code = codes.byteAt(at);
    EventKind next = EventKind.forNumber(code & EventCode.KIND);
    if (next == null || next == EventKind.EVENT_KIND_UNSPECIFIED || !hasTime(code)) {
      return false;
    }
    kind = next;
    if (isVersion1) {
      flags = code >> EventCode.FLAGS_SHIFT & 15;
      nanos += batch.getNanos(at);
    } else {
      flags = code >> EventCode.FLAGS_SHIFT & EventCode.FLAGS;
      nanos += (code & EventCode.SAME_TIME) != 0 ? 0 : batch.getTimes(timeAt++);
      isAsExpected = (code & EventCode.AS_EXPECTED) != 0;
    }
    thread = hasThreads ? value(expected.thread) : 0;
    expected.thread = thread;
    task = 0;
    first = 0;
    second = 0;
    switch (kind) {
      case EVENT_KIND_POLL_START -> {
        boolean isLifo = (flags & 1) != 0;
        task = value(expected.pollStart(isLifo));
        expected.pollStarted(isLifo, task);
      }
      case EVENT_KIND_POLL_END -> {
        task = hasThreads ? value(expected.polled) : 0;
        expected.pollEnded();
      }
      case EVENT_KIND_END -> task = value(expected.polled);
      case EVENT_KIND_WAKE -> {
        task = value(expected.wake());
        expected.woken(flags, task);
      }
      case EVENT_KIND_SPAWN -> {
        task = value(expected.spawned + 1);
        first = value(expected.polled);
        second = value(expected.site);
        expected.spawned(flags, task, second);
      }
      case EVENT_KIND_JOB_START -> {
        task = value(expected.job + 1);
        expected.job = task;
      }
      case EVENT_KIND_JOB_END -> task = value(expected.job);
      case EVENT_KIND_QUEUES -> {
        first = value(expected.ring);
        second = value(expected.inject);
        expected.queues(first, second);
      }
      case EVENT_KIND_STEAL, EVENT_KIND_DRIVER_TURN -> {
        first = value(0);
        second = value(0);
      }
      case EVENT_KIND_LOST, EVENT_KIND_COUNT -> first = value(0);
      default -> {}
    }
    return true;
  }

  /// Whether the batch has the time of an event; a damaged one may not.
  private boolean hasTime(int code) {
    return isVersion1
        ? at < batch.getNanosCount()
        : (code & EventCode.SAME_TIME) != 0 || timeAt < batch.getTimesCount();
  }

  private long value(long wanted) {
    if (isVersion1) {
      return valueAt < batch.getValuesCount() ? batch.getValues(valueAt++) : 0;
    }
    return isAsExpected || valueAt >= batch.getDifferencesCount()
        ? wanted
        : wanted + batch.getDifferences(valueAt++);
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
