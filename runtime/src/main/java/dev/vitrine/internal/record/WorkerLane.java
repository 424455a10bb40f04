package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The events of one worker: a ring with one writer, whoever acts as the worker, and one reader.
///
/// A ring that is full, since the reader is behind, is followed by another one as long as
/// [ExtraRings] has one; the reader leaves it when it has emptied it.
final class WorkerLane extends EventLane {
  /*
   *   events [read, written) are there, whole ones; indices never wrap. Each ring has the indices from where it begins to where its next one does;
   *   slot = index & mask, in that ring. The writer is in the newest ring, the reader in the oldest.
   *
   *   change                        by       mode                pairs with
   *   words, then written += n      writer   plain, setRelease   getAcquire of written by the reader
   *   read := where it has come to  reader   setRelease          getAcquire of read by the writer: the slots are free again, part by part
   *   ring.end, then ring.next      writer   plain, volatile     the reader's volatile load of next: the ring ends there
   *   retired := true               writer   volatile            the reader asks before it empties the lane: then that was the last of it
   *   lost of a kind += 1           writer   setOpaque           getOpaque by whoever asks: the count grows, and is whole when the writer rests
   *
   * No event is torn. `written` moves by whole events and behind their words, so what the reader
   * sees of it covers only words that are there. It gives slots back behind its last load of them,
   * and the writer stores to none before it has seen that: it asks for `read` only when it comes to
   * `roomUntil`, which leaves room for LOST and the largest event, so a write is one comparison,
   * plain stores and one release.
   *
   * No event is looked for in the wrong ring. `next` is stored before the first index behind `end`
   * is written, and the reader loads `written` first: if it sees no next ring, all that it knows of
   * is in the one it is in. The writer stores to no ring that has a next one, so what the reader
   * gives back of an old ring tells it nothing of its own: that begins empty.
   *
   * LOST is exact and in its place. When there is no room and no other ring the event is dropped,
   * and so is all that follows until three quarters are free: then LOST, which stands where the
   * events are missing, and the event itself, made visible by the same release. One thread counts
   * what is missing, writes LOST and starts to count anew. So the reader never takes the end of one
   * poll for that of another. What is dropped last, with nothing behind it, is in `lost` alone.
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

  /// Where events lie until the reader has come by.
  private static final class Ring {
    final long[] words;
    long end; // where the next one begins
    volatile @Nullable Ring next;

    Ring(int capacity) {
      words = new long[capacity];
    }
  }

  private static final int PART_WORDS = 8 << 10; // that the reader gives back at a time

  private final Object owner;
  private final ExtraRings extra;

  // The writer's.
  private Ring newest;
  private long[] words; // of the newest ring
  private long began; // where that one does
  private long written;
  private long roomUntil; // what begins here has room; passed while events are missing
  private long missing; // events dropped since the last one that was written
  private final long[] lost = new long[16];

  private volatile boolean retired; // by the writer, behind all that it has written

  // The reader's.
  private Ring oldest;
  private long read;

  /// @param capacity of a ring: words, a power of two, 16 or more
  /// @param extra rings that it may have besides one
  /// @param owner who drains it
  WorkerLane(long runtimeId, int worker, int capacity, ExtraRings extra, Object owner) {
    super(runtimeId, worker);
    this.owner = owner;
    this.extra = extra;
    newest = new Ring(capacity);
    oldest = newest;
    words = newest.words;
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
    long from = Math.max(began, (long) READ.getAcquire(this));
    long used = end - from;
    int size = words.length;
    if (missing == 0 ? used > size - 2 * Event.MOST_WORDS : used > size / 4) {
      if (missing == 0 && addRing(end)) {
        return end;
      }
      missing++;
      COUNT.setOpaque(lost, code, lost[code] + 1);
      return -1; // and those that follow come here too, as neither index moves
    }
    roomUntil = from + size - 2L * Event.MOST_WORDS;
    if (missing == 0) {
      return end;
    }
    put(end, Event.head(EventKind.LOST.code(), 0, nanos - ANCHOR), 1, missing, 0, 0);
    missing = 0;
    return end + 2;
  }

  /// What comes from `end` on goes into another ring.
  ///
  /// @return false if there can be none
  private boolean addRing(long end) {
    if (!extra.take()) {
      return false;
    }
    Ring next;
    try {
      next = new Ring(words.length);
    } catch (OutOfMemoryError full) {
      extra.giveBack();
      return false;
    }
    newest.end = end;
    newest.next = next;
    newest = next;
    words = next.words;
    began = end;
    roomUntil = end + words.length - 2L * Event.MOST_WORDS;
    return true;
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
    boolean full = end - at > oldest.words.length / 4;
    begin(sink);
    while (at < end) {
      Ring ring = oldest;
      Ring next = ring.next; // behind written
      long until = next == null ? end : Math.min(end, ring.end);
      at = pass(sink, ring.words, at, Math.min(until, at + PART_WORDS));
      READ.setRelease(this, at);
      if (next != null && at == ring.end) {
        oldest = next;
        extra.giveBack();
      }
    }
    return full;
  }

  /// @return where it has come to: past `until` if an event that begins before it goes on there
  private static long pass(EventSink sink, long[] words, long from, long until) {
    int last = words.length - 1;
    long at = from;
    while (at < until) {
      long head = words[(int) at & last];
      int more = Event.more(Event.code(head));
      long a = more > 0 ? words[(int) (at + 1) & last] : 0;
      long b = more > 1 ? words[(int) (at + 2) & last] : 0;
      long c = more > 2 ? words[(int) (at + 3) & last] : 0;
      pass(sink, head, 0, a, b, c);
      at += 1 + more;
    }
    return at;
  }

  @Override
  long lost(int code) {
    return (long) COUNT.getOpaque(lost, code);
  }
}
