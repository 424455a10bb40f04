package dev.vitrine.sync;

import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.concurrent.Ring;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.concurrent.WakeBatch;
import dev.vitrine.internal.concurrent.Wakes;
import dev.vitrine.sync.NotifyWaiter.Notice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells tasks that something has happened, and carries nothing else.
///
/// [#notifyOne] with nobody waiting leaves one permit for the next who comes; several such calls
/// leave one. [#notifyWaiters] leaves none: it reaches all whose [Notified] was made before.
///
/// - **Threads:** any; nothing here blocks the caller.
public final class Notify implements Resource {
  /*
   * Everything is guarded by the lock; `generation` is also read without it when a Notified is made.
   *
   * notifyWaiters moves the whole line to a ring of its own, and takes that apart in portions so
   * that the lock is never held long. In between, those who are still in it know that they have
   * been told: the generation has gone past the one they were made in. New ones join the line, not
   * that ring, so notifyOne can not hit one who has been told already.
   *
   * No notice is lost: one that was given by notifyOne to somebody who is then cancelled goes to the next.
   * Looked for by NotifyStressTest.
   */
  private final long resourceId = Resources.nextId();
  private final @Nullable Location madeAt;
  private final @Nullable Resource parent;
  private final SpinLock lock = new SpinLock();
  private final Ring<NotifyWaiter> line = new Ring<>();
  private volatile boolean permit;
  private volatile int generation;

  /// With no permit.
  public Notify() {
    parent = null;
    madeAt = Resources.caller();
    Resources.made(this);
  }

  /// A part of `parent` that is not listed by itself.
  Notify(Resource parent) {
    this.parent = parent;
    madeAt = null;
  }

  /// Waits to be notified. Calls of [#notifyWaiters] count from now on, those of [#notifyOne] from
  /// the first poll or [Notified#enable]; a permit that is there by then is taken.
  ///
  /// - **Cancellation:** loses the place in line. A notice of [#notifyOne] that has come meanwhile
  ///   goes to the next.
  public Notified notified() {
    return waiter();
  }

  NotifyWaiter waiter() {
    return new NotifyWaiter(this, generation);
  }

  /// Wakes the one who has waited longest, or leaves a permit.
  public void notifyOne() {
    wake(Notice.ONE_FIRST);
  }

  /// Wakes the one who came last, or leaves a permit.
  public void notifyLast() {
    wake(Notice.ONE_LAST);
  }

  private void wake(Notice notice) {
    Waker waker;
    lock.lock();
    try {
      NotifyWaiter one = notice == Notice.ONE_LAST ? line.removeLast() : line.removeFirst();
      if (one == null) {
        permit = true;
        return;
      }
      waker = one.tell(notice);
    } finally {
      lock.unlock();
    }
    Wakes.wake(waker);
  }

  /// Wakes all that wait, and lets those [Notified] that exist and have not been polled be ready.
  /// Leaves no permit.
  @SuppressWarnings("NonAtomicVolatileUpdate") // changed under the lock, read without
  public void notifyWaiters() {
    var told = new Ring<NotifyWaiter>();
    var batch = new WakeBatch();
    boolean more = false;
    do {
      lock.lock();
      try {
        if (!more) {
          generation++;
          told.takeAll(line);
        }
        NotifyWaiter one;
        while (!batch.isFull() && (one = told.removeFirst()) != null) {
          batch.add(one.tell(Notice.ALL));
        }
        more = !told.isEmpty();
      } finally {
        lock.unlock();
      }
      batch.wakeAll();
    } while (more);
  }

  /// Whether the notice has come, or a permit lies there, which is taken then. Does not join the
  /// line.
  boolean isTold(NotifyWaiter one) {
    lock.lock();
    try {
      return look(one);
    } finally {
      lock.unlock();
    }
  }

  /// As [#isTold], and joins the line otherwise, or stays in it.
  boolean join(NotifyWaiter one, @Nullable Waker waker) {
    lock.lock();
    try {
      if (look(one)) {
        return true;
      }
      if (!one.isLinked()) {
        line.addLast(one);
      }
      if (waker != null) {
        one.waker(waker);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean look(NotifyWaiter one) {
    if (one.notice() == null) {
      if (one.generation() != generation) {
        one.unlink();
        one.tell(Notice.ALL);
      } else if (permit && !one.isLinked()) {
        permit = false;
        one.tell(Notice.ONE_FIRST);
      }
    }
    return one.notice() != null;
  }

  void cancel(NotifyWaiter one) {
    Notice passOn;
    lock.lock();
    try {
      one.unlink();
      passOn = one.notice();
      one.forget();
    } finally {
      lock.unlock();
    }
    if (passOn == Notice.ONE_FIRST || passOn == Notice.ONE_LAST) {
      wake(passOn);
    }
  }

  @Override
  public long resourceId() {
    return resourceId;
  }

  @Override
  public String resourceType() {
    return "Notify";
  }

  @Override
  public Kind resourceKind() {
    return Kind.SYNC;
  }

  @Override
  public Optional<Location> madeAt() {
    return Optional.ofNullable(madeAt);
  }

  @Override
  public Optional<Resource> parent() {
    return Optional.ofNullable(parent);
  }

  @Override
  public boolean isInternal() {
    return parent != null;
  }

  @Override
  public List<Attribute> attributes() {
    return List.of(Attribute.of("permit", permit));
  }
}
