package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.instrument.EventDecoder;
import java.util.Objects;

/// Goes through the events of one batch. Not safe for threads.
///
/// ```java
/// for (var event = new EventCursor(batch); event.next(); ) {
///   … event.kind(), event.nanos(), event.task() …
/// }
/// ```
public final class EventCursor {
  private final EventDecoder events;

  public EventCursor(EventBatch batch) {
    events = batch.getCodes().isEmpty() ? new Version1(batch) : new Version2(batch);
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

  private static final class Version2 extends EventDecoder {
    private final EventBatch batch;
    private final ByteString codes;
    private int at;
    private int timeAt;
    private int differenceAt;

    Version2(EventBatch batch) {
      super(batch.getWorker() < 0, batch.getFirstNanos());
      this.batch = batch;
      codes = batch.getCodes();
    }

    @Override
    protected int nextCode() {
      if (at == codes.size()) {
        return -1;
      }
      int code = codes.byteAt(at++) & 0xff;
      return hasTime(code) && timeAt == batch.getTimesCount() ? -1 : code;
    }

    @Override
    protected long nextTime() {
      return batch.getTimes(timeAt++);
    }

    @Override
    protected boolean hasDifference() {
      return differenceAt < batch.getDifferencesCount();
    }

    @Override
    protected long nextDifference() {
      return batch.getDifferences(differenceAt++);
    }
  }

  /// Each event has its time, and its values are told as they are.
  private static final class Version1 extends EventDecoder {
    private static final int FLAGS_SHIFT = 4;

    private final EventBatch batch;
    private int at;
    private int timeAt;
    private int valueAt;

    Version1(EventBatch batch) {
      super(batch.getWorker() < 0, batch.getFirstNanos());
      this.batch = batch;
    }

    @Override
    protected int nextCode() {
      boolean isThere = at < batch.getKinds().size() && at < batch.getNanosCount();
      return isThere ? batch.getKinds().byteAt(at++) & 0xff : -1;
    }

    @Override
    protected int flags(int code) {
      return code >> FLAGS_SHIFT;
    }

    @Override
    protected boolean hasTime(int code) {
      return true;
    }

    @Override
    protected long nextTime() {
      return batch.getNanos(timeAt++);
    }

    @Override
    protected boolean hasDifference() {
      return valueAt < batch.getValuesCount();
    }

    @Override
    protected long nextDifference() {
      return batch.getValues(valueAt++);
    }

    @Override
    protected long nextValue(long wanted) {
      return hasDifference() ? nextDifference() : 0;
    }
  }

  /// Goes to the next event.
  ///
  /// @return false when there is none, or none that this version understands
  public boolean next() {
    return events.next();
  }

  public EventKind kind() {
    return Objects.requireNonNull(EventKind.forNumber(events.kind().code()));
  }

  public int flags() {
    return events.flags();
  }

  /// Since the process's anchor.
  public long nanos() {
    return events.nanos();
  }

  /// The thread on the lane of threads that are no workers; else 0.
  public long thread() {
    return events.thread();
  }

  /// The task the event is about; 0 where it is about none.
  public long task() {
    return events.task();
  }

  /// The parent of a spawned task, the worker that was robbed, the length of the ring, how many
  /// events a driver turn has handled, what a worker has counted, or how many events were lost.
  public long first() {
    return events.first();
  }

  /// The callsite of a spawned task, the number of stolen tasks, the length of the inject queue, or
  /// how many nanoseconds a driver turn took.
  public long second() {
    return events.second();
  }
}
