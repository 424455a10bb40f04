package dev.vitrine.recording;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import java.util.ArrayList;
import java.util.List;

/// Gathers the events of one lane as the bytes that they are in a message: there is no object for
/// an event, nor for a number of it (`tiers_ping_pong`). Not safe for threads.
public final class EventBatchBuilder {
  private final long runtimeId;
  private final int worker;
  private final boolean hasThreads;
  private final Expectations expected = new Expectations();
  private final ProtoBytes codes = new ProtoBytes(1024);
  private final ProtoBytes times = new ProtoBytes(1024);
  private final ProtoBytes differences = new ProtoBytes(1024);
  private final ProtoBytes whole = new ProtoBytes(4096);
  private final List<LostEvents> lost = new ArrayList<>();
  private int gaps;
  private long missing;
  private long firstNanos;
  private long last;

  /// @param worker -1 for threads that are no workers
  public EventBatchBuilder(long runtimeId, int worker) {
    this.runtimeId = runtimeId;
    this.worker = worker;
    hasThreads = worker < 0;
  }

  /// Events since the last [#build].
  public int size() {
    return codes.size();
  }

  /// Adds an event. Of the values only those count that its kind has on this lane, as [EventCursor]
  /// names them.
  ///
  /// @param kind number of an [EventKind]
  /// @param flags 0 to 3
  /// @param nanos since the process's anchor
  public void event(
      int kind, int flags, long nanos, long thread, long task, long first, long second) {
    int kept = flags & EventCode.FLAGS;
    int code = kept << EventCode.FLAGS_SHIFT | kind;
    if (codes.size() == 0) {
      firstNanos = nanos;
      last = nanos;
    }
    if (nanos == last) {
      code |= EventCode.SAME_TIME;
    } else {
      times.zigzag(nanos - last);
      last = nanos;
    }
    int values;
    long a = 0;
    long b = 0;
    long c = 0;
    switch (kind) {
      case EventKind.EVENT_KIND_POLL_START_VALUE -> {
        boolean isLifo = (kept & 1) != 0;
        values = 1;
        a = task - expected.pollStart(isLifo);
        expected.pollStarted(isLifo, task);
      }
      case EventKind.EVENT_KIND_POLL_END_VALUE -> {
        values = hasThreads ? 1 : 0;
        a = hasThreads ? task - expected.polled : 0;
        expected.pollEnded();
      }
      case EventKind.EVENT_KIND_END_VALUE -> {
        values = 1;
        a = task - expected.polled;
      }
      case EventKind.EVENT_KIND_WAKE_VALUE -> {
        values = 1;
        a = task - expected.wake();
        expected.woken(kept, task);
      }
      case EventKind.EVENT_KIND_SPAWN_VALUE -> {
        values = 3;
        a = task - (expected.spawned + 1);
        b = first - expected.polled;
        c = second - expected.site;
        expected.spawned(kept, task, second);
      }
      case EventKind.EVENT_KIND_JOB_START_VALUE -> {
        values = 1;
        a = task - (expected.job + 1);
        expected.job = task;
      }
      case EventKind.EVENT_KIND_JOB_END_VALUE -> {
        values = 1;
        a = task - expected.job;
      }
      case EventKind.EVENT_KIND_QUEUES_VALUE -> {
        values = 2;
        a = first - expected.ring;
        b = second - expected.inject;
        expected.queues(first, second);
      }
      case EventKind.EVENT_KIND_STEAL_VALUE, EventKind.EVENT_KIND_DRIVER_TURN_VALUE -> {
        values = 2;
        a = first;
        b = second;
      }
      case EventKind.EVENT_KIND_COUNT_VALUE -> {
        values = 1;
        a = first;
      }
      case EventKind.EVENT_KIND_LOST_VALUE -> {
        values = 1;
        a = first;
        gaps++;
        missing += first;
      }
      default -> values = 0;
    }
    long ofThread = hasThreads ? thread - expected.thread : 0;
    if ((ofThread | a | b | c) == 0) {
      code |= EventCode.AS_EXPECTED;
    } else {
      if (hasThreads) {
        expected.thread = thread;
        differences.zigzag(ofThread);
      }
      if (values > 0) {
        differences.zigzag(a);
        if (values > 1) {
          differences.zigzag(b);
          if (values > 2) {
            differences.zigzag(c);
          }
        }
      }
    }
    codes.add((byte) code);
  }

  /// Says how many events of a kind are missing from this lane since the recording began.
  public void lost(EventKind kind, long count) {
    lost.add(LostEvents.newBuilder().setKind(kind).setCount(count).build());
  }

  /// The batch; the builder begins another.
  public EventBytes build() {
    whole.clear();
    whole.field(EventBatch.RUNTIME_ID_FIELD_NUMBER, runtimeId);
    whole.field(EventBatch.WORKER_FIELD_NUMBER, (long) worker << 1 ^ worker >> 31);
    whole.field(EventBatch.FIRST_NANOS_FIELD_NUMBER, firstNanos);
    whole.field(EventBatch.CODES_FIELD_NUMBER, codes);
    whole.field(EventBatch.TIMES_FIELD_NUMBER, times);
    whole.field(EventBatch.DIFFERENCES_FIELD_NUMBER, differences);
    var built =
        new EventBytes(
            runtimeId,
            worker,
            firstNanos,
            codes.size() - gaps,
            missing,
            List.copyOf(lost),
            whole.toArray());
    codes.clear();
    times.clear();
    differences.clear();
    expected.clear();
    lost.clear();
    gaps = 0;
    missing = 0;
    return built;
  }
}
