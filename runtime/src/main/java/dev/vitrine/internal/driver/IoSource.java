package dev.vitrine.internal.driver;

import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.concurrent.Wakes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A channel registered with a driver: for what it is believed to be ready, and who waits for more.
///
/// An operation asks [#readiness], and if the answer allows it tries its system call. When that
/// would block it says so by [#clear], and asks again; when the answer is no it waits by [#await].
///
/// - **Threads:** any, except where a method says that it is the driver's.
public final class IoSource extends IoChange {
  /*
   *   word:   31        30 ── 16        15 ── 0
   *           SHUTDOWN    tick          readiness, the bits of SelectionKey; what does not go away again: READ_ENDED, WRITE_ENDED, URGENT
   *
   *   change                        by          when
   *   readiness |= event, tick + 1  driver      an event has been reported
   *   readiness &= ~ops             operation   its system call would block, and the tick is the one it saw before the call
   *   readiness = all, tick + 1     closer      so that every operation goes on and meets the closed channel
   *   SHUTDOWN                      driver      once, for good
   *   All by compareAndSet.
   *
   * No event is lost to a clear: data that comes after the system call is reported with a new tick,
   * and a clear that saw the old one does nothing. Reports are level-triggered, so data that is
   * still there is reported again anyway, but only while somebody is armed for it; the tick spares
   * the wait for that.
   *
   * No event is lost to a wait: the waiter is linked under the lock, and only if the readiness is
   * still missing then. The driver changes the word before it takes the lock. Whichever section
   * comes second sees what the other did. (With a selector that reports levels a miss would only
   * cost another round; with one that reports edges it would be for good.)
   *
   * `armed` is what the selector has been asked for, or will be when the driver comes to this
   * source in its queue of changes. It grows when somebody waits for more and shrinks only when an
   * event finds nobody waiting for it; so a reader that is woken, reads and waits again costs no
   * call to the selector. Both happen under the lock, and the driver applies what it finds there. A
   * poller that reports edges is asked once, for everything, when somebody waits first.
   * Looked for by IoSourceStressTest.
   */
  private static final int READINESS = 0xFFFF;

  /// There will be no event for reading any more: the peer has ended the stream, or the connection
  /// is gone. Stays; while it does, a clear leaves the readiness to read, which would not come back
  /// with a poller that reports edges.
  static final int READ_ENDED = 1 << 8;

  /// The same for writing.
  static final int WRITE_ENDED = 1 << 9;

  /// Urgent data has come. A read ends before such data, so one that gets less than it asked for
  /// has not seen all. Stays.
  static final int URGENT = 1 << 10;

  private static final int TICK_ONE = 1 << 16;
  private static final int TICK = 0x7FFF_0000;
  private static final int SHUTDOWN = 1 << 31;
  private static final int ALL =
      SelectionKey.OP_READ
          | SelectionKey.OP_WRITE
          | SelectionKey.OP_CONNECT
          | SelectionKey.OP_ACCEPT;

  private static final VarHandle WORD;
  private static final VarHandle QUEUED;

  static {
    try {
      var lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(IoSource.class, "word", int.class);
      QUEUED = lookup.findVarHandle(IoSource.class, "queued", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final IoHandle handle;
  private final SelectableChannel channel;
  private final SpinLock lock = new SpinLock();
  private volatile int word;
  private volatile @Nullable IOException failure;

  // Guarded by lock.
  private @Nullable IoWaiter first;
  private @Nullable IoWaiter last;
  private int armed;
  private boolean closed;

  /// What the poller calls it; the driver's.
  private long token;

  // The queue of changes; see IoHandle.
  @SuppressWarnings("UnusedVariable") // read and written through QUEUED
  private volatile boolean queued;

  /// @param assumed what the channel is believed to be ready for at first, so that the system call
  ///   is tried before anybody waits
  IoSource(IoHandle handle, SelectableChannel channel, int assumed) {
    this.handle = handle;
    this.channel = channel;
    word = assumed;
  }

  public SelectableChannel channel() {
    return channel;
  }

  /// What the source is believed to be ready for, to be passed to [#isReady] and [#clear].
  public int readiness() {
    return word;
  }

  /// Whether `seen` is ready for one of `ops`, or for anything at all because the driver has been
  /// shut down.
  public static boolean isReady(int seen, int ops) {
    return (seen & (ops | SHUTDOWN)) != 0;
  }

  /// Fails if there is no point in trying: the driver has been shut down, or could not watch the
  /// channel.
  ///
  /// @throws RuntimeShutdownException if the driver has been shut down and the channel is open
  /// @throws UncheckedIOException if the channel can not be watched
  public void check(String operation) {
    if (handle.isShutdown() && channel.isOpen()) {
      throw new RuntimeShutdownException(operation);
    }
    IOException broken = failure;
    if (broken != null) {
      throw new UncheckedIOException(operation + ": the channel can not be watched", broken);
    }
  }

  /// Takes back readiness after a system call that would have blocked, unless an event came after
  /// `seen` was read.
  public void clear(int seen, int ops) {
    while (true) {
      int now = word;
      int taken = now & ops & ~ended(now);
      if (((now ^ seen) & (TICK | SHUTDOWN)) != 0 || taken == 0) {
        return;
      }
      if (WORD.compareAndSet(this, now, now & ~taken)) {
        return;
      }
    }
  }

  /// Does what [#clear] does after a system call that moved less than it was asked for, from which
  /// follows that the next one would block.
  public void clearShort(int seen, int ops) {
    if ((word & URGENT) == 0) {
      clear(seen, ops);
    }
  }

  private static int ended(int word) {
    return ((word & READ_ENDED) != 0 ? SelectionKey.OP_READ : 0)
        | ((word & WRITE_ENDED) != 0 ? SelectionKey.OP_WRITE : 0);
  }

  /// Makes `waker` the one that is woken when the source is ready for `ops`.
  ///
  /// @return false if it is ready already: try again instead
  public boolean await(IoWaiter waiter, int ops, Waker waker) {
    boolean changed = false;
    lock.lock();
    try {
      if (closed || isReady(word, ops)) {
        unlink(waiter);
        return false;
      }
      waiter.ops = ops;
      waiter.waker = waker;
      link(waiter);
      if ((armed & ops) != ops) {
        armed |= handle.reportsEdges() ? ALL : ops;
        changed = true;
      }
    } finally {
      lock.unlock();
    }
    if (changed) {
      handle.change(this);
    }
    return true;
  }

  /// Stops watching for `ops`, which nobody will wait for any more.
  public void disarm(int ops) {
    if (handle.reportsEdges()) {
      return;
    }
    boolean changed;
    lock.lock();
    try {
      changed = (armed & ops) != 0;
      armed &= ~ops;
    } finally {
      lock.unlock();
    }
    if (changed) {
      handle.change(this);
    }
  }

  /// Forgets the waiter, if it is still there.
  public void forget(IoWaiter waiter) {
    if (waiter.isWaiting()) {
      lock.lock();
      try {
        unlink(waiter);
      } finally {
        lock.unlock();
      }
    }
  }

  /// Says that the channel has been closed: whoever waits is woken and will meet the closed
  /// channel. A second call does nothing.
  public void deregister() {
    boolean watched;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      watched = armed != 0;
      armed = 0;
    } finally {
      lock.unlock();
    }
    raise(ALL, 0);
    wakeAll();
    handle.channelClosed(this, watched);
  }

  // The driver's side.

  /// Reads what [#ready] is going to touch, and the waker that is going to be called, so that both
  /// are in the cache by then.
  ///
  /// @return any number
  int readAhead() {
    IoWaiter waiter = first;
    return waiter != null && waiter.waker instanceof IoWaiter ? word : armed;
  }

  /// Takes note of an event and collects those who waited for it.
  ///
  /// @return what the selector should be asked for from now on, or -1 if nothing changes
  int ready(int ops, List<Waker> woken) {
    raise(ops, 0);
    int wanted = 0;
    lock.lock();
    try {
      IoWaiter waiter = first;
      while (waiter != null) {
        IoWaiter next = waiter.next;
        if ((waiter.ops & ops) != 0) {
          wanted |= waiter.ops & ops;
          Waker waker = waiter.waker;
          unlink(waiter);
          if (waker != null) {
            woken.add(waker);
          }
        }
        waiter = next;
      }
      if (handle.reportsEdges()) {
        return -1;
      }
      // A channel that has connected once is not to be asked again: the selector would neither
      // report it nor wait.
      int unwanted = armed & ops & ~(wanted & ~SelectionKey.OP_CONNECT);
      armed &= ~unwanted;
      return unwanted == 0 ? -1 : armed;
    } finally {
      lock.unlock();
    }
  }

  /// What the selector should be asked for, or -1 if the channel has been closed.
  int armed() {
    lock.lock();
    try {
      return closed ? -1 : armed;
    } finally {
      lock.unlock();
    }
  }

  long token() {
    return token;
  }

  void token(long fresh) {
    token = fresh;
  }

  /// The selector refuses the channel: every operation fails with `why`. One that is being closed
  /// in this moment is refused for that, which its users meet anyhow.
  void fail(IOException why) {
    if (channel.isOpen()) {
      failure = why;
    }
    raise(ALL, 0);
    wakeAll();
  }

  void shutDown() {
    raise(0, SHUTDOWN);
    wakeAll();
  }

  /// Puts the source into the queue of changes.
  ///
  /// @return whether it was not there already
  boolean markQueued() {
    return !(boolean) QUEUED.getAndSet(this, true);
  }

  /// To be called before [#armed] is read, so that what is armed later is queued again.
  void markUnqueued() {
    queued = false;
  }

  private void raise(int readiness, int shutdown) {
    while (true) {
      int now = word;
      int tick = (now + TICK_ONE) & TICK;
      int next = (now & (READINESS | SHUTDOWN)) | tick | readiness | shutdown;
      if (WORD.compareAndSet(this, now, next)) {
        return;
      }
    }
  }

  /// Wakes all in their order, one after the other, so that no waker runs under the lock.
  private void wakeAll() {
    while (true) {
      Waker waker;
      lock.lock();
      try {
        IoWaiter waiter = first;
        if (waiter == null) {
          return;
        }
        waker = waiter.waker;
        unlink(waiter);
      } finally {
        lock.unlock();
      }
      Wakes.wake(waker);
    }
  }

  private void link(IoWaiter waiter) {
    if (waiter.linked) {
      return;
    }
    waiter.linked = true;
    IoWaiter end = last;
    waiter.previous = end;
    waiter.next = null;
    if (end == null) {
      first = waiter;
    } else {
      end.next = waiter;
    }
    last = waiter;
  }

  private void unlink(IoWaiter waiter) {
    if (!waiter.linked) {
      return;
    }
    waiter.linked = false;
    waiter.waker = null;
    IoWaiter before = waiter.previous;
    IoWaiter after = waiter.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
  }
}
