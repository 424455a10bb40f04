package dev.vitrine.park;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A bottom layer that only sleeps: for a runtime without I/O.
public final class ThreadPark implements Park {
  /*
   * An unpark stores the flag and then wakes whoever sleeps; the sleeper publishes itself and then
   * looks at the flag. Both are sequentially consistent, so either the sleeper sees the flag or the
   * unparker sees the sleeper.
   */
  private final AtomicBoolean unparked = new AtomicBoolean();
  private volatile @Nullable Thread sleeper;

  /// A layer that nobody waits in yet.
  public ThreadPark() {}

  @Override
  public void park() {
    sleep(Long.MAX_VALUE);
  }

  @Override
  public void park(Duration timeout) {
    sleep(
        timeout.compareTo(Duration.ofDays(1)) > 0
            ? Duration.ofDays(1).toNanos()
            : timeout.toNanos());
  }

  private void sleep(long nanos) {
    if (unparked.getAndSet(false) || nanos <= 0) {
      return;
    }
    sleeper = Thread.currentThread();
    boolean interrupted = Thread.interrupted(); // with the flag set, a thread can not sleep
    try {
      if (!unparked.get()) {
        if (nanos == Long.MAX_VALUE) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, nanos);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      sleeper = null;
      unparked.set(false);
    }
  }

  @Override
  public Unpark unpark() {
    return () -> {
      unparked.set(true);
      Thread waiting = sleeper;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    };
  }

  @Override
  public void close() {}
}
