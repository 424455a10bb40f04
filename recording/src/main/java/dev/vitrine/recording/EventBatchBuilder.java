package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import java.util.Arrays;

/// Gathers the events of one lane. Not safe for threads.
public final class EventBatchBuilder {
  private final long runtimeId;
  private final int worker;
  private EventBatch.Builder batch;
  private byte[] kinds = new byte[1024];
  private int size;
  private long last;

  /// @param worker -1 for threads that are no workers
  public EventBatchBuilder(long runtimeId, int worker) {
    this.runtimeId = runtimeId;
    this.worker = worker;
    batch = fresh();
  }

  private EventBatch.Builder fresh() {
    return EventBatch.newBuilder().setRuntimeId(runtimeId).setWorker(worker);
  }

  /// Events since the last [#build].
  public int size() {
    return size;
  }

  /// Adds an event. The values that its kind wants follow by [#value].
  ///
  /// @param kind number of an [EventKind]
  /// @param flags 0 to 15
  /// @param nanos since the process's anchor
  public void event(int kind, int flags, long nanos) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, size * 2);
    }
    kinds[size] = (byte) (flags << 4 | kind);
    if (size == 0) {
      batch.setFirstNanos(nanos);
      batch.addNanos(0);
    } else {
      batch.addNanos(nanos - last);
    }
    last = nanos;
    size++;
  }

  public void value(long value) {
    batch.addValues(value);
  }

  /// Says how many events of a kind are missing from this lane since the recording began.
  public void lost(EventKind kind, long count) {
    batch.addLost(LostEvents.newBuilder().setKind(kind).setCount(count));
  }

  /// The batch; the builder begins another.
  public EventBatch build() {
    EventBatch built = batch.setKinds(ByteString.copyFrom(kinds, 0, size)).build();
    batch = fresh();
    size = 0;
    return built;
  }
}
