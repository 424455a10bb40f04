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
   *   words [read, claimed) are free no more; slot = index & mask; indices never wrap. A slot that holds no event's first word is 0.
   *
   *   change                          by        mode             pairs with
   *   claimed += n                    a writer  compareAndSet    that of other writers
   *   words 2 to n of the event       a writer  plain
   *   word 1 := head, never 0         a writer  setRelease       getAcquire of the word by the reader
   *   words 1 to n := 0               reader    plain
   *   read += n                       reader    setRelease       getAcquire of read by a writer: the slots are free, and 0
   *
   *   dropping := true                a writer  plain volatile   read by all writers before they claim
   *   dropping := false               reader    volatile, only when nothing that was claimed is left
   *
   * Once one event was dropped all are, until the reader has come to the end of what was claimed; there it says LOST. So it never takes the end of one
   * poll for that of another: what a thread wrote before the gap lies before LOST.
   *
   * An event is there once its first word is. The reader stops at the first one that is not there yet, so a writer that is preempted between its claim and
   * its first word delays what lies behind it, and makes writers drop events when the ring is full, but holds up nobody.
   * Looked for by ForeignLaneTest and ForeignLaneStressTest.
   */
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
  private final AtomicLong claimed = new AtomicLong();
  private final AtomicLongArray lost = new AtomicLongArray(16);
  private final AtomicLong missing = new AtomicLong();
  private volatile boolean dropping;
  private long read;

  /// @param capacity words, a power of two, 16 or more
  ForeignLane(int capacity) {
    super(0, -1);
    words = new long[capacity];
    mask = capacity - 1;
  }

  @Override
  void write(int code, int flags, long nanos, long a, long b, long c) {
    int more = Event.moreOnForeign(code);
    int size = 2 + more; // the thread stands behind the first word
    long at;
    do {
      at = claimed.get();
      if (dropping || at + size - (long) READ.getAcquire(this) > words.length) {
        missing.incrementAndGet();
        dropping = true;
        lost.incrementAndGet(code);
        return;
      }
    } while (!claimed.compareAndSet(at, at + size));
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

  @Override
  boolean drain(EventSink sink) {
    long at = read;
    boolean begun = false;
    long notLaterThan = claimed.get();
    boolean full = notLaterThan - at > words.length / 4;
    while (at < notLaterThan) {
      int slot = (int) at & mask;
      long head = (long) WORD.getAcquire(words, slot);
      if (head == 0) {
        break;
      }
      if (!begun) {
        begin(sink);
        begun = true;
      }
      int more = Event.moreOnForeign(Event.code(head));
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
    if (dropping && at == claimed.get()) {
      if (!begun) {
        begin(sink);
      }
      dropping = false; // first: who finds it false from now on is not in the count
      sink.event(EventKind.LOST, 0, System.nanoTime(), 0, 0, missing.getAndSet(0), 0);
    }
    return full;
  }

  @Override
  long lost(int code) {
    return lost.get(code);
  }
}
