package dev.vitrine.internal.scheduler;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The right to drive a current-thread runtime: one thread at a time has it. Threads in `blockOn`
/// that would like to have it wait for it, while their own root does not want to be polled, and one
/// of them inherits it.
final class DriverSeat {
  private final ReentrantLock lock = new ReentrantLock();
  private final ConcurrentLinkedQueue<RootPoller> heirs = new ConcurrentLinkedQueue<>();

  boolean tryTake() {
    return lock.tryLock();
  }

  void take() {
    lock.lock();
  }

  /// An interrupt does not end the wait and is kept.
  ///
  /// @return false when the time is over
  boolean take(long deadline) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Sleeps until the seat may be free, or the root of `heir` is ready.
  void await(RootPoller heir) {
    heirs.add(heir);
    if (lock.isLocked()) {
      heir.sleep();
    }
    heirs.remove(heir);
  }

  /// Leaves the seat to whoever waits for it.
  void passOn() {
    lock.unlock();
    nudgeHeir();
  }

  /// By a thread that may have been nudged and does not want the seat any more.
  void passOnIfFree() {
    if (!lock.isLocked()) {
      nudgeHeir();
    }
  }

  /// Leaves the seat; who waits for it stays where he is.
  void leave() {
    lock.unlock();
  }

  private void nudgeHeir() {
    RootPoller heir = heirs.poll();
    if (heir != null) {
      heir.nudge();
    }
  }
}
