package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// The events of all threads that are no workers: a ring with many writers and one reader.
final class ForeignLane extends EventLane {
  /*
   *   words [read, claimed) are taken; slot = index & mask. A slot that no event's first word is in is 0.
   *   gate = claimed << 28 | missing. The gate is open while missing is 0: then alone can words be claimed.
   *
   *   change                              by        mode             pairs with
   *   gate: claimed += n                  a writer  compareAndSet    that of other writers: it fails once one of them drops
   *   gate: missing += 1                  a writer  compareAndSet    the reader's swap
   *   words 2 to n of the event           a writer  plain            -
   *   word 1 := head, never 0             a writer  setRelease       getAcquire of the word by the reader
   *   words 1 to n := 0                   reader    plain            -
   *   read += n                           reader    setRelease       getAcquire of read by a writer: the slots are free, and 0
   *   gate: missing := 0                  reader    getAndSet        the compareAndSet of writers; only when read = claimed
   *
   * No event is torn. A head is stored behind the words it stands for, and the reader loads them
   * behind it. Before that the head's slot is 0: the reader has cleared all words of the event that
   * lay there before it gave them back, and nobody writes words that were not claimed.
   *
   * LOST is exact and in its place. Claiming and dropping change the same word, so between a
   * thread's event, its next one that was dropped, and a third that was written, the gate was shut
   * in between, and the reader has opened it. It does so when it has handed over all that was
   * claimed, the first event among it, with one swap that takes the count too; the third is claimed
   * after that, so it lies behind LOST. So nobody takes the end of one poll for that of another.
   * More than 2^28 - 1 between two of the reader's rounds are LOST's no more; `lost` still has
   * them.
   *
   * An event is there once its first word is. The reader stops at the first one that is not there
   * yet, so a writer that is preempted between its claim and its first word delays what lies behind
   * it, and makes writers drop events when the ring is full, but holds up nobody.
   *
   * Indices wrap at 2^36 words. A writer's compareAndSet would take one gate for another only if it
   * slept while exactly so many, half a terabyte, went by.
   * Looked for by LaneRaceTest (interleavings), LaneStressTest, and stress/ForeignLane* (memory order).
   */
  private static final int MISSING_BITS = 28;
  private static final long MISSING = (1L << MISSING_BITS) - 1;
  private static final long INDICES = -1L >>> MISSING_BITS;

  private static final VarHandle READ;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      READ = MethodHandles.lookup().findVarHandle(ForeignLane.class, "read", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final long[] words;
  private final int mask;
  private final AtomicLong gate = new AtomicLong();
  private final AtomicLongArray lost = new AtomicLongArray(16);
  private long read;

  /// @param capacity words, a power of two, 16 or more
  ForeignLane(int capacity) {
    super(0, -1);
    words = new long[capacity];
    mask = capacity - 1;
  }

  @Override
  void write(int code, int flags, long nanos, long a, long b, long c) {
    int more = Event.more(code);
    int size = 2 + more; // the thread stands behind the first word
    long at = claim(size);
    if (at < 0) {
      lost.incrementAndGet(code);
      return;
    }
    words[(int) (at + 1) & mask] = Thread.currentThread().threadId();
    if (more > 0) {
      words[(int) (at + 2) & mask] = a;
      if (more > 1) {
        words[(int) (at + 3) & mask] = b;
        if (more > 2) {
          words[(int) (at + 4) & mask] = c;
        }
      }
    }
    WORD.setRelease(words, (int) at & mask, Event.head(code, flags, nanos - ANCHOR));
  }

  /// @return where the event goes; -1 when it is dropped, and counted for LOST
  private long claim(int size) {
    while (true) {
      long now = gate.get();
      long at = now >>> MISSING_BITS;
      if ((now & MISSING) == 0 && used(at) + size <= words.length) {
        if (gate.compareAndSet(now, (at + size) << MISSING_BITS)) {
          return at;
        }
      } else if ((now & MISSING) == MISSING || gate.compareAndSet(now, now + 1)) {
        return -1;
      }
    }
  }

  /// Words between the reader and an index that is not behind it.
  private long used(long at) {
    return (at - (long) READ.getAcquire(this)) & INDICES;
  }

  @Override
  void drain(EventSink sink, boolean all) {
    long at = read;
    boolean begun = false;
    long end = at + used(gate.get() >>> MISSING_BITS);
    while (at < end) {
      int slot = (int) at & mask;
      long head = (long) WORD.getAcquire(words, slot);
      if (head == 0) {
        break;
      }
      if (!begun) {
        begin(sink);
        begun = true;
      }
      int more = Event.more(Event.code(head));
      long thread = words[(int) (at + 1) & mask];
      long a = more > 0 ? words[(int) (at + 2) & mask] : 0;
      long b = more > 1 ? words[(int) (at + 3) & mask] : 0;
      long c = more > 2 ? words[(int) (at + 4) & mask] : 0;
      for (int i = 0; i < 2 + more; i++) {
        words[(int) (at + i) & mask] = 0;
      }
      at += 2 + more;
      READ.setRelease(this, at);
      pass(sink, head, thread, a, b, c);
    }
    long now = gate.get();
    if ((now & MISSING) != 0 && now >>> MISSING_BITS == (at & INDICES)) {
      if (!begun) {
        begin(sink);
      }
      long missing = gate.getAndSet((at & INDICES) << MISSING_BITS) & MISSING;
      sink.event(EventKind.LOST, 0, System.nanoTime(), 0, 0, missing, 0);
    }
  }

  @Override
  boolean isBehind() {
    return used(gate.get() >>> MISSING_BITS) > words.length / 8; // there is no other ring
  }

  @Override
  long lost(int code) {
    return lost.get(code);
  }
}
