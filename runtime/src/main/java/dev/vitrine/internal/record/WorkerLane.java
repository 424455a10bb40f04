package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The events of one worker: a ring with one writer, whoever acts as the worker, and one reader.
final class WorkerLane extends EventLane {
  /*
   *   words [read, written) hold events, whole ones; slot = index & mask; indices never wrap.
   *
   *   change                        by       mode                pairs with
   *   words, then written += n      writer   plain, setRelease   getAcquire of written by the reader
   *   read := written as seen       reader   setRelease          getAcquire of read by the writer: the slots are free again
   *   retired := true               writer   volatile             the reader asks before it empties the lane: then that was the last of it
   *   lost of a kind += 1           writer   setOpaque           getOpaque by whoever asks: the count grows, and is whole when the writer rests
   *
   * No event is torn. `written` moves by whole events and behind their words, so what the reader sees of it covers only words that are there. It gives
   * slots back behind its last load of them, and the writer stores to none before it has seen that: it asks for `read` only when it comes to `roomUntil`,
   * which leaves room for LOST and the largest event, so a write is one comparison, plain stores and one release.
   *
   * LOST is exact and in its place. When there is no room the event is dropped, and so is all that follows until three quarters are free: then LOST, which
   * stands where the events are missing, and the event itself, made visible by the same release. One thread counts what is missing, writes LOST and starts
   * to count anew. So the reader never takes the end of one poll for that of another. What is dropped last, with nothing behind it, is in `lost` alone.
   *
   * The core of a worker passes from thread to thread with a happens-before edge, and the lane with it.
   * Looked for by LaneRaceTest (interleavings), LaneStressTest, and stress/WorkerLane* (memory order).
   */
  private static final VarHandle WRITTEN;
  private static final VarHandle READ;
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(WorkerLane.class, "written", long.class);
      READ = lookup.findVarHandle(WorkerLane.class, "read", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Object owner;
  private final long[] words;

  // The writer's.
  private long written;
  private long roomUntil; // what begins here has room; passed while events are missing
  private long missing; // events dropped since the last one that was written
  private final long[] lost = new long[16];

  private volatile boolean retired; // by the writer, behind all that it has written

  private long read; // the reader's

  /// @param capacity words, a power of two, 16 or more
  /// @param owner who drains it
  WorkerLane(long runtimeId, int worker, int capacity, Object owner) {
    super(runtimeId, worker);
    this.owner = owner;
    words = new long[capacity];
    roomUntil = capacity - 2L * Event.MOST_WORDS;
  }

  Object owner() {
    return owner;
  }

  /// Nothing more is written.
  void retire() {
    retired = true;
  }

  @Override
  boolean isRetired() {
    return retired;
  }

  @Override
  void write(int code, int flags, long nanos, long a, long b, long c) {
    long end = written;
    if (end > roomUntil) {
      end = makeRoom(end, code, nanos);
      if (end < 0) {
        return;
      }
    }
    int more = Event.more(code);
    put(end, Event.head(code, flags, nanos - ANCHOR), more, a, b, c);
    WRITTEN.setRelease(this, end + 1 + more);
  }

  /// @return where the event goes, behind LOST if need be; -1 if it is dropped
  private long makeRoom(long end, int code, long nanos) {
    long readSeen = (long) READ.getAcquire(this);
    long used = end - readSeen;
    int size = words.length;
    if (missing == 0 ? used > size - 2 * Event.MOST_WORDS : used > size / 4) {
      missing++;
      COUNT.setOpaque(lost, code, lost[code] + 1);
      return -1; // and those that follow come here too, as neither index moves
    }
    roomUntil = readSeen + size - 2L * Event.MOST_WORDS;
    if (missing == 0) {
      return end;
    }
    put(end, Event.head(EventKind.LOST.code(), 0, nanos - ANCHOR), 1, missing, 0, 0);
    missing = 0;
    return end + 2;
  }

  private void put(long at, long head, int more, long a, long b, long c) {
    long[] into = words;
    int last = into.length - 1; // a power of two less one, so the JIT needs no range checks
    into[(int) at & last] = head;
    if (more > 0) {
      into[(int) (at + 1) & last] = a;
      if (more > 1) {
        into[(int) (at + 2) & last] = b;
        if (more > 2) {
          into[(int) (at + 3) & last] = c;
        }
      }
    }
  }

  @Override
  boolean drain(EventSink sink) {
    long at = read;
    long end = (long) WRITTEN.getAcquire(this);
    if (at == end) {
      return false;
    }
    long[] from = words;
    int last = from.length - 1;
    boolean full = end - at > from.length / 4;
    begin(sink);
    while (at != end) {
      long head = from[(int) at & last];
      int more = Event.more(Event.code(head));
      long a = more > 0 ? from[(int) (at + 1) & last] : 0;
      long b = more > 1 ? from[(int) (at + 2) & last] : 0;
      long c = more > 2 ? from[(int) (at + 3) & last] : 0;
      pass(sink, head, 0, a, b, c);
      at += 1 + more;
    }
    READ.setRelease(this, at);
    return full;
  }

  @Override
  long lost(int code) {
    return (long) COUNT.getOpaque(lost, code);
  }
}
