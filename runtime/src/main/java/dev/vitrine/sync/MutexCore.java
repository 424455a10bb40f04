package dev.vitrine.sync;

import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Location;
import dev.vitrine.internal.concurrent.Link;
import dev.vitrine.internal.concurrent.Ring;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.concurrent.Wakes;
import dev.vitrine.internal.instrument.CoarseClock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Who is inside a [Mutex], and the line of those who wait.
final class MutexCore {
  /*
   *   word:  turn (62 bits) | LINE | HELD
   *
   *   free ──lock──▶ turn+1, HELD ──unlock──▶ free
   *                        │ join                      the turn that somebody holds is his key: the word without LINE
   *                        ▼
   *               turn, HELD, LINE ──unlock──▶ turn+1, HELD, and LINE while more wait
   *
   *   change                          by                      mode
   *   free → HELD                     anyone                  compareAndSet
   *   HELD → free                     who has the key         compareAndSet, which fails when LINE is set
   *   HELD → HELD, LINE               who joins, under lock   compareAndSet
   *   whatever changes LINE, HELD     under lock              setRelease: while LINE is set nobody else may change the word
   *
   * Nobody gets past the line: with LINE set the lock is never free, unlock hands it on to the
   * first. Nobody is forgotten in it: he sets LINE by a compare-and-set on a word that says HELD,
   * so the one inside can not leave by the short way any more. A key fits once: each turn has its
   * own number, so a second unlock with it changes nothing, whoever is inside by then.
   *
   * A waiter's `key` goes 0 ──unlock──▶ key ──poll──▶ key, TAKEN. It is written under the lock, in
   * release mode, and read by the waiter without it, in acquire mode: he is the only one who
   * changes it once it is there. Who has taken the lock unlocks it with the same.
   *
   * The figures of the holder are written by the one who lets him in, after the word and with
   * `shownKey` last: they count for as long as the word and `shownKey` have the same key.
   * Looked for by MutexRaceTest, MutexLincheckTest and stress/Mutex*, but for the figures, which no
   * test looks at while the holder changes.
   */
  /// No key: the lock was not to be had.
  static final long NO_KEY = 0;

  private static final long HELD = 1;
  private static final long LINE = 2;
  private static final long TURN = 4;

  /// In a waiter's key, where LINE never is: it has been taken notice of, or given up.
  private static final long TAKEN = 2;

  private static final VarHandle WORD;
  private static final VarHandle SHOWN_KEY;
  private static final VarHandle KEY;

  static {
    try {
      var lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(MutexCore.class, "word", long.class);
      SHOWN_KEY = lookup.findVarHandle(MutexCore.class, "shownKey", long.class);
      KEY = lookup.findVarHandle(Waiter.class, "key", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile long word;
  private long holderTaskId;
  private long heldSinceNanos;
  private @Nullable Location heldAt;

  @SuppressWarnings("UnusedVariable") // through its handle
  private long shownKey;

  private final SpinLock lock = new SpinLock();
  private final Ring<Waiter> line = new Ring<>(); // guarded by lock

  /// One who wants the lock.
  static class Waiter extends Link {
    private final @Nullable Location place;
    private long taskId;

    @SuppressWarnings("UnusedVariable") // through its handle
    private long key;

    private @Nullable Waker waker; // guarded by the lock; a console has a look without it

    Waiter(@Nullable Location place) {
      this.place = place;
    }

    private long keyAcquire() {
      return (long) KEY.getAcquire(this);
    }

    private void keyRelease(long key) {
      KEY.setRelease(this, key);
    }

    final boolean isWaiting() {
      return waker != null;
    }
  }

  /// Who is inside: the task, 0 for none, since when, and where that was asked for if somebody
  /// watched.
  record Holder(long taskId, long sinceNanos, @Nullable Location place) {}

  boolean isHeld() {
    return (word & HELD) != 0;
  }

  /// Takes the lock if it is free.
  ///
  /// @return the key for [#unlock], or [#NO_KEY]
  long tryLock(long taskId, @Nullable Location place) {
    long seen = word;
    while ((seen & HELD) == 0) {
      long key = seen + TURN + HELD;
      if (WORD.compareAndSet(this, seen, key)) {
        show(key, taskId, place);
        return key;
      }
      seen = word;
    }
    return NO_KEY;
  }

  private void show(long key, long taskId, @Nullable Location place) {
    VarHandle.storeStoreFence(); // the word before the figures, see holder()
    holderTaskId = taskId;
    heldSinceNanos = CoarseClock.now();
    if (heldAt != place) {
      heldAt = place;
    }
    SHOWN_KEY.setRelease(this, key);
  }

  /// The first or a further try of `waiter`. Does not need the lock: one who has just been taken
  /// out of the line and does not see his key yet finds the word held, by himself.
  long tryLock(Waiter waiter, long taskId) {
    long key = waiter.keyAcquire();
    if ((key & TAKEN) != 0) {
      throw new IllegalStateException("polled again after it had finished");
    }
    if (key == NO_KEY && !waiter.isLinked()) {
      key = tryLock(taskId, waiter.place);
    }
    if (key != NO_KEY) {
      waiter.keyRelease(key | TAKEN);
    }
    return key;
  }

  /// Joins the line, or stays in it, unless the lock is to be had now.
  long lockOrWait(Waiter waiter, long taskId, Waker waker) {
    lock.lock();
    try {
      long key = tryLock(waiter, taskId);
      while (key == NO_KEY && !waiter.isLinked()) {
        long seen = word;
        boolean held = (seen & HELD) != 0;
        if (held && WORD.compareAndSet(this, seen, seen | LINE)) {
          waiter.taskId = taskId;
          line.addLast(waiter);
        } else {
          key = tryLock(waiter, taskId);
        }
      }
      if (key == NO_KEY) {
        waiter.waker = waker;
      }
      return key;
    } finally {
      lock.unlock();
    }
  }

  /// Lets the lock go, to the first in line if there is one. A second call with the same key does
  /// nothing.
  void unlock(long key) {
    if (!WORD.compareAndSet(this, key, key - HELD)) {
      handOn(key);
    }
  }

  private void handOn(long key) {
    Waker waker;
    lock.lock();
    try {
      long seen = word;
      if (seen == key && WORD.compareAndSet(this, key, key - HELD)) {
        return; // those in line have given up meanwhile
      }
      Waiter next = seen == (key | LINE) ? line.removeFirst() : null;
      if (next == null) {
        return; // it has been unlocked before
      }
      waker = next.waker;
      next.waker = null;
      long nextKey = key + TURN;
      WORD.setRelease(this, line.isEmpty() ? nextKey : nextKey | LINE);
      show(nextKey, next.taskId, next.place);
      next.keyRelease(nextKey);
    } finally {
      lock.unlock();
    }
    Wakes.wake(waker);
  }

  /// Leaves the line; a lock that has been given and not been taken goes to the next.
  void cancel(Waiter waiter) {
    long given;
    lock.lock();
    try {
      given = waiter.keyAcquire();
      if (waiter.isLinked()) {
        waiter.unlink();
        waiter.waker = null;
        if (line.isEmpty()) {
          WORD.setRelease(this, word & ~LINE);
        }
        waiter.keyRelease(TAKEN);
      } else if (given != NO_KEY) {
        waiter.keyRelease(given | TAKEN);
      }
    } finally {
      lock.unlock();
    }
    if (given != NO_KEY && (given & TAKEN) == 0) {
      unlock(given);
    }
  }

  /// Who is inside; null for nobody, and for the moment in which somebody comes in.
  @Nullable Holder holder() {
    long key = (long) SHOWN_KEY.getAcquire(this);
    var holder = new Holder(holderTaskId, heldSinceNanos, heldAt);
    VarHandle.acquireFence(); // the figures before the word: they have not been changed since
    return (word & ~LINE) == key && key != NO_KEY ? holder : null;
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
