package dev.vitrine.sync;

import dev.vitrine.future.Context;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.concurrent.Link;
import dev.vitrine.internal.concurrent.Ring;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.concurrent.WakeBatch;
import org.jspecify.annotations.Nullable;

/// Permits and the line of those who wait for some: what semaphore, lock and bounded channel have
/// in common.
///
/// Permits are handed to the first in line, also a part of what he asks for, so that a large
/// request is not overtaken by small ones.
@SuppressWarnings("NonAtomicVolatileUpdate") // changed under the lock, read without
final class PermitPool {
  /*
   * Everything is guarded by the lock; what is read without it is volatile and may be out of date.
   *
   *   IDLE ──poll──▶ QUEUED ──release──▶ GRANTED ──poll──▶ SETTLED
   *     │               └────close────▶ REFUSED ──poll──▶ SETTLED
   *     └──poll, enough permits or closed──▶ SETTLED
   *
   * While somebody stands in line there are no free permits: release serves the line first, and whoever joins it takes along
   * what is free. No permit is lost to a cancellation: what a waiter has been given, in part or whole, goes back to the pool.
   */
  static final int MAX_PERMITS = 1 << 30;

  private final SpinLock lock = new SpinLock();
  private final Ring<Waiter> line = new Ring<>();
  private volatile int free;
  private volatile boolean closed;

  PermitPool(int permits) {
    if (permits < 0 || permits > MAX_PERMITS) {
      throw new IllegalArgumentException(
          "permits must be 0 to " + MAX_PERMITS + ": permits=" + permits);
    }
    free = permits;
  }

  enum Outcome {
    ACQUIRED,
    WAITING,
    CLOSED
  }

  private enum Stage {
    IDLE,
    QUEUED,
    GRANTED,
    REFUSED,
    SETTLED
  }

  /// One request.
  abstract static class Waiter extends Link {
    private final int wanted;
    private int missing; // guarded by the lock, as the stage is when it changes
    private volatile Stage stage = Stage.IDLE;
    private volatile @Nullable Waker waker;

    Waiter(int wanted) {
      this.wanted = wanted;
      missing = wanted;
    }

    final int wanted() {
      return wanted;
    }

    final boolean isWaiting() {
      return stage == Stage.QUEUED && waker != null;
    }

    /// Called under the lock when it has been given all it wants, before it is woken. Does a store
    /// or two.
    void granted() {}
  }

  int free() {
    return free;
  }

  boolean isClosed() {
    return closed;
  }

  Outcome tryAcquire(int count) {
    lock.lock();
    try {
      if (closed) {
        return Outcome.CLOSED;
      }
      if (free < count) {
        return Outcome.WAITING;
      }
      free -= count;
      return Outcome.ACQUIRED;
    } finally {
      lock.unlock();
    }
  }

  Outcome poll(Waiter waiter, Context cx) {
    Outcome outcome = waiter.stage == Stage.QUEUED ? Outcome.WAITING : step(waiter, null);
    return outcome == Outcome.WAITING ? step(waiter, cx.waker()) : outcome;
  }

  /// @param waker null to try without joining the line
  private Outcome step(Waiter waiter, @Nullable Waker waker) {
    int giveBack = 0;
    Outcome outcome;
    lock.lock();
    try {
      outcome = outcomeOf(waiter);
      if (outcome == Outcome.CLOSED) {
        giveBack = waiter.wanted - waiter.missing;
      }
      if (outcome == Outcome.WAITING) {
        if (waker != null) {
          join(waiter, waker);
        }
      } else {
        waiter.stage = Stage.SETTLED;
      }
    } finally {
      lock.unlock();
    }
    release(giveBack);
    return outcome;
  }

  private Outcome outcomeOf(Waiter waiter) {
    return switch (waiter.stage) {
      case GRANTED -> Outcome.ACQUIRED;
      case REFUSED -> Outcome.CLOSED;
      case QUEUED -> Outcome.WAITING;
      case IDLE -> {
        if (closed) {
          yield Outcome.CLOSED;
        }
        if (free < waiter.wanted) {
          yield Outcome.WAITING;
        }
        free -= waiter.wanted;
        waiter.missing = 0;
        waiter.granted();
        yield Outcome.ACQUIRED;
      }
      case SETTLED -> throw new IllegalStateException("polled again after it had finished");
    };
  }

  private void join(Waiter waiter, Waker waker) {
    waiter.waker = waker;
    if (waiter.stage == Stage.IDLE) {
      waiter.missing -= free;
      free = 0;
      line.addLast(waiter);
      waiter.stage = Stage.QUEUED;
    }
  }

  /// Leaves the line; what the waiter has been given goes to the next.
  void cancel(Waiter waiter) {
    int giveBack;
    lock.lock();
    try {
      if (waiter.stage == Stage.SETTLED || waiter.stage == Stage.IDLE) {
        return;
      }
      waiter.unlink();
      waiter.waker = null;
      waiter.stage = Stage.SETTLED;
      giveBack = waiter.wanted - waiter.missing;
    } finally {
      lock.unlock();
    }
    release(giveBack);
  }

  /// Gives permits to those in line, and the rest to whoever comes.
  ///
  /// @throws IllegalStateException if there would be more than [#MAX_PERMITS] free
  void release(int count) {
    if (count == 0) {
      return;
    }
    int left = count;
    var batch = new WakeBatch();
    do {
      lock.lock();
      try {
        left = serve(left, batch);
      } finally {
        lock.unlock();
      }
      batch.wakeAll();
    } while (left > 0);
  }

  private int serve(int count, WakeBatch batch) {
    int left = count;
    Waiter first = line.first();
    while (left > 0 && first != null) {
      if (batch.isFull()) {
        return left;
      }
      int given = Math.min(left, first.missing);
      left -= given;
      first.missing -= given;
      if (first.missing > 0) {
        return 0;
      }
      first.unlink();
      first.stage = Stage.GRANTED;
      first.granted();
      batch.add(first.waker);
      first.waker = null;
      first = line.first();
    }
    if (left > MAX_PERMITS - free) {
      throw new IllegalStateException(
          "more than " + MAX_PERMITS + " permits: free=" + free + ", released=" + left);
    }
    free += left;
    return 0;
  }

  /// Takes up to `count` free permits out of circulation.
  ///
  /// @return how many
  int forget(int count) {
    lock.lock();
    try {
      int taken = Math.min(count, free);
      free -= taken;
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
        closed = true;
        refuse(batch);
        more = !line.isEmpty();
      } finally {
        lock.unlock();
      }
      batch.wakeAll();
    } while (more);
  }

  private void refuse(WakeBatch batch) {
    Waiter waiter;
    while (!batch.isFull() && (waiter = line.removeFirst()) != null) {
      waiter.stage = Stage.REFUSED;
      batch.add(waiter.waker);
      waiter.waker = null;
    }
  }

  /// How many stand in line now. Walks the line: for tests.
  int waiting() {
    lock.lock();
    try {
      int count = 0;
      for (Waiter waiter = line.first(); waiter != null; waiter = line.after(waiter)) {
        count++;
      }
      return count;
    } finally {
      lock.unlock();
    }
  }
}
