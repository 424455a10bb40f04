package dev.vitrine.sync;

import dev.vitrine.future.Context;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.concurrent.Link;
import dev.vitrine.internal.concurrent.Ring;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.concurrent.WakeBatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Permits and the line of those who wait for some: what semaphore and channel have in common.
///
/// Permits are handed to the first in line, also a part of what he asks for, so that a large
/// request is not overtaken by small ones.
final class PermitPool {
  /*
   *   word:  places taken (24 bits, goes round) | free permits (38 bits) | LINE | CLOSED
   *
   *   change                    by                         mode
   *   fewer free                who takes, when enough     compareAndSet; a channel's sender takes a place along
   *   more free                 who gives back, no LINE    compareAndSet
   *   one more place            who had a permit before    getAndAdd
   *   CLOSED is set             close, under the lock      getAndBitwiseOr
   *   LINE is set               who joins, under the lock  compareAndSet, which takes what is free along
   *   LINE is cleared, and all else that changes while it is set: under the lock, getAndAdd and getAndBitwiseAnd
   *
   * A place is where a value lies in a bounded channel (MpscSlots); semaphores and other channels take none.
   *
   * While LINE is set nothing is free, unless the pool is closed, and nobody changes the word but
   * under the lock, except that places are taken. So nobody passes the line: whoever takes finds
   * nothing, and whoever gives back finds LINE and serves the first in line. Nobody is forgotten in
   * it: who joins sets LINE by a compare-and-set on a word with too little in it, and what is given
   * back after that sees it.
   *
   * The waiter's `missing`, how many permits it still stands in line for:
   *
   *   NEW ──poll──▶ n > 0 ──release──▶ GRANTED, 0 ──poll──▶ SETTLED
   *    │              └────close────▶ REFUSED ──poll──▶ SETTLED
   *    └──poll, enough permits or closed──▶ SETTLED
   *
   * While it stands in line it is changed under the lock, in release mode; any other change is the
   * waiter's own. No permit is lost to a cancellation or a close: what a waiter has been given, in
   * part or whole, goes back to the pool.
   * Looked for by PermitPoolRaceTest and SemaphoreStressTest.
   */
  static final int MAX_PERMITS = 1 << 30;

  static final long UNLIMITED = 1L << 37;

  /// How many places there are before they begin anew, less one.
  static final int PLACES = (1 << 24) - 1;

  static final int NO_PERMIT = -1;
  static final int NO_MORE = -2;
  private static final long CLOSED = 1;
  private static final long LINE = 2;
  private static final int FREE_SHIFT = 2;
  private static final long ONE = 1L << FREE_SHIFT;
  private static final int PLACE_SHIFT = 40;
  private static final long ONE_PLACE = 1L << PLACE_SHIFT;
  private static final long FREE = ONE_PLACE - ONE;

  private static final VarHandle WORD;
  private static final VarHandle MISSING;

  static {
    try {
      var lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(PermitPool.class, "word", long.class);
      MISSING = lookup.findVarHandle(Waiter.class, "missing", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile long word;
  private final long limit;
  private final SpinLock lock = new SpinLock();
  private final Ring<Waiter> line = new Ring<>(); // guarded by lock

  PermitPool(int permits) {
    this(inRange(permits), MAX_PERMITS);
  }

  private PermitPool(long permits, long limit) {
    word = permits << FREE_SHIFT;
    this.limit = limit;
  }

  private static int inRange(int permits) {
    if (permits < 0 || permits > MAX_PERMITS) {
      throw new IllegalArgumentException(
          "permits must be 0 to " + MAX_PERMITS + ": permits=" + permits);
    }
    return permits;
  }

  /// A pool that never runs out: it counts what is out, and can be closed.
  static PermitPool unlimited() {
    return new PermitPool(UNLIMITED, UNLIMITED);
  }

  enum Outcome {
    ACQUIRED,
    WAITING,
    CLOSED
  }

  /// One request.
  static class Waiter extends Link {
    private static final int GRANTED = 0;
    private static final int NEW = -1;
    private static final int REFUSED = -2;
    private static final int SETTLED = -3;

    /// Stands for any that has finished, of whatever pool.
    static final Waiter FINISHED = finished();

    private final int wanted;
    private int missing = NEW; // an int and not a type of its own: a reference costs barriers
    private @Nullable Waker waker; // guarded by the lock; a console has a look without it

    Waiter(int wanted) {
      this.wanted = wanted;
    }

    final int wanted() {
      return wanted;
    }

    final boolean isWaiting() {
      return waker != null;
    }

    private static Waiter finished() {
      var waiter = new Waiter(0);
      waiter.missing = SETTLED;
      return waiter;
    }

    private int missingAcquire() {
      return (int) MISSING.getAcquire(this);
    }

    private void missingRelease(int missing) {
      MISSING.setRelease(this, missing);
    }
  }

  private static long freeIn(long word) {
    return (word & FREE) >>> FREE_SHIFT;
  }

  private static int placeIn(long word) {
    return (int) (word >>> PLACE_SHIFT);
  }

  /// How many are free; [Integer#MAX_VALUE] in a pool without a limit.
  int free() {
    return (int) Math.min(freeIn(word), Integer.MAX_VALUE);
  }

  boolean isClosed() {
    return (word & CLOSED) != 0;
  }

  /// Whether it is closed, and none of the `all` permits it began with is out: none will ever be.
  boolean isClosedWith(long all) {
    long seen = word;
    return (seen & CLOSED) != 0 && freeIn(seen) == all;
  }

  Outcome tryAcquire(int count) {
    long seen;
    do {
      seen = word;
      if ((seen & CLOSED) != 0) {
        return Outcome.CLOSED;
      }
      if (freeIn(seen) < count) {
        return Outcome.WAITING;
      }
    } while (!WORD.compareAndSet(this, seen, seen - count * ONE));
    return Outcome.ACQUIRED;
  }

  /// Takes a permit, and the next place with it.
  ///
  /// @return the place, 0 to [#PLACES]; [#NO_PERMIT] while none is free; [#NO_MORE] if it is closed
  int tryAcquirePlace() {
    long seen;
    do {
      seen = word;
      if ((seen & CLOSED) != 0) {
        return NO_MORE;
      }
      if ((seen & FREE) == 0) {
        return NO_PERMIT;
      }
    } while (!WORD.compareAndSet(this, seen, seen - ONE + ONE_PLACE));
    return placeIn(seen);
  }

  /// Takes the next place, by who has a permit.
  int takePlace() {
    return placeIn((long) WORD.getAndAdd(this, ONE_PLACE));
  }

  /// The next place to be taken.
  int place() {
    return placeIn(word);
  }

  /// Whether one who wants `count` would have to wait now.
  boolean isShortOf(int count) {
    long seen = word;
    return freeIn(seen) < count && (seen & CLOSED) == 0;
  }

  /// Whether `waiter` would have to wait now.
  boolean isShortFor(Waiter waiter) {
    int missing = waiter.missingAcquire();
    if (missing != Waiter.NEW) {
      return missing > 0;
    }
    long seen = word;
    return freeIn(seen) < waiter.wanted && (seen & CLOSED) == 0;
  }

  Outcome poll(Waiter waiter, Context cx) {
    Outcome outcome = attempt(waiter);
    return outcome == Outcome.WAITING ? acquireOrWait(waiter, cx.waker()) : outcome;
  }

  private Outcome attempt(Waiter waiter) {
    int missing = waiter.missingAcquire();
    if (missing > 0) {
      return Outcome.WAITING;
    }
    Outcome outcome =
        switch (missing) {
          case Waiter.NEW -> tryAcquire(waiter.wanted);
          case Waiter.GRANTED -> Outcome.ACQUIRED;
          case Waiter.REFUSED -> Outcome.CLOSED;
          default -> throw new IllegalStateException("polled again after it had finished");
        };
    if (outcome != Outcome.WAITING) {
      waiter.missing = Waiter.SETTLED;
    }
    return outcome;
  }

  private Outcome acquireOrWait(Waiter waiter, Waker waker) {
    lock.lock();
    try {
      Outcome outcome = attempt(waiter);
      while (outcome == Outcome.WAITING && waiter.missing == Waiter.NEW && !join(waiter)) {
        outcome = attempt(waiter);
      }
      if (outcome == Outcome.WAITING) {
        waiter.waker = waker;
      }
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  /// Goes to the end of the line and takes along what is free, which is less than it wants.
  ///
  /// @return false if that has changed
  private boolean join(Waiter waiter) {
    long seen = word;
    long free = freeIn(seen);
    if ((seen & CLOSED) != 0
        || free >= waiter.wanted
        || !WORD.compareAndSet(this, seen, seen - free * ONE | LINE)) {
      return false;
    }
    waiter.missing = waiter.wanted - (int) free;
    line.addLast(waiter);
    return true;
  }

  /// Leaves the line; what the waiter has been given goes to the next.
  void cancel(Waiter waiter) {
    int giveBack;
    lock.lock();
    try {
      giveBack = waiter.missing < 0 ? 0 : waiter.wanted - waiter.missing;
      if (waiter.isLinked()) {
        waiter.unlink();
        waiter.waker = null;
        clearLineIfEmpty();
      }
      if (waiter.missing != Waiter.NEW) {
        waiter.missing = Waiter.SETTLED;
      }
    } finally {
      lock.unlock();
    }
    release(giveBack);
  }

  private void clearLineIfEmpty() {
    if (line.isEmpty()) {
      WORD.getAndBitwiseAnd(this, ~LINE);
    }
  }

  /// Gives permits to those in line, and the rest to whoever comes.
  ///
  /// @throws IllegalStateException if there would be more than the limit free
  void release(int count) {
    if (count == 0) {
      return;
    }
    long seen = word;
    if (count > limit) { // before anybody in line is given any
      throw tooMany(seen, count);
    }
    while ((seen & LINE) == 0) {
      if (WORD.compareAndSet(this, seen, withMore(seen, count))) {
        return;
      }
      seen = word;
    }
    releaseToLine(count);
  }

  private long withMore(long seen, int count) {
    if (count > limit - freeIn(seen)) {
      throw tooMany(seen, count);
    }
    return seen + count * ONE;
  }

  private IllegalStateException tooMany(long seen, int count) {
    return new IllegalStateException(
        "more than " + limit + " permits: free=" + freeIn(seen) + ", released=" + count);
  }

  private void releaseToLine(int count) {
    int left = count;
    var batch = new WakeBatch();
    boolean more;
    do {
      lock.lock();
      try {
        if (!isClosed()) {
          left = serve(left, batch);
        }
        more = left > 0 && !line.isEmpty() && !isClosed();
        if (!more && (word & LINE) != 0) {
          addWithLine(left);
          left = 0;
        }
      } finally {
        lock.unlock();
      }
      batch.wakeAll();
    } while (more);
    release(left); // the line has gone meanwhile
  }

  /// @return what is left, of which nobody in line gets any unless the batch is full
  private int serve(int count, WakeBatch batch) {
    int left = count;
    Waiter first = line.first();
    while (left > 0 && first != null && !batch.isFull()) {
      int given = Math.min(left, first.missing);
      left -= given;
      if (given < first.missing) {
        first.missing -= given;
        break;
      }
      first.unlink();
      batch.add(first.waker);
      first.waker = null;
      first.missingRelease(Waiter.GRANTED);
      first = line.first();
    }
    return left;
  }

  /// Takes up to `count` free permits out of circulation.
  ///
  /// @return how many
  int forget(int count) {
    lock.lock();
    try {
      long seen;
      int taken;
      do {
        seen = word;
        taken = (int) Math.min(count, freeIn(seen));
      } while (!WORD.compareAndSet(this, seen, seen - taken * ONE));
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Refuses those in line and those who come. A second call does nothing.
  void close() {
    var batch = new WakeBatch();
    boolean more;
    do {
      lock.lock();
      try {
        refuse(batch);
        more = !line.isEmpty();
      } finally {
        lock.unlock();
      }
      batch.wakeAll();
    } while (more);
  }

  private void refuse(WakeBatch batch) {
    WORD.getAndBitwiseOr(this, CLOSED);
    if (line.isEmpty()) {
      return;
    }
    int giveBack = 0;
    Waiter waiter;
    while (!batch.isFull() && (waiter = line.removeFirst()) != null) {
      giveBack += waiter.wanted - waiter.missing;
      batch.add(waiter.waker);
      waiter.waker = null;
      waiter.missingRelease(Waiter.REFUSED);
    }
    addWithLine(giveBack);
  }

  /// Frees permits while LINE is set, and clears that if nobody is in line.
  private void addWithLine(int count) {
    long seen = word;
    long more = withMore(seen, count) - seen;
    long change = line.isEmpty() ? more - LINE : more;
    if (change != 0) {
      WORD.getAndAdd(this, change);
    }
  }

  /// How many stand in line now. Walks the line: for tests.
  int waiting() {
    lock.lock();
    try {
      return line.length();
    } finally {
      lock.unlock();
    }
  }
}
