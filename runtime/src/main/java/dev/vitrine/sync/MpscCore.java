package dev.vitrine.sync;

import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.concurrent.SpinLock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A channel from many senders to one receiver: the values, the room that is left, and who waits.
final class MpscCore<T> implements Resource {
  /*
   * `lock` guards the values and the receiver's waker. The room of a bounded channel is a PermitPool with a lock
   * of its own; the two are never held together. A value takes one permit with it into the queue, and the receiver gives it back.
   *
   * The end: closed by the receiver or by the last sender, nothing in the queue, and no permit in anybody's hands, since what is sent
   * by a permit that was granted before must arrive. Whoever gives back a permit after the close looks whether the receiver
   * has to be told. No wake-up is lost: the receiver stores its waker under the lock and looks for the end after that; the
   * other side makes its change first, then takes the lock and the waker.
   * Looked for by MpscStressTest.
   */
  static final int UNBOUNDED = 0;
  static final String NOBODY_RECEIVES = "nobody receives from this channel any more";

  private final long resourceId = Resources.nextId();
  private final @Nullable Location madeAt = Resources.caller();
  private final int maxCapacity;
  private final @Nullable PermitPool room;
  private final Notify receiverClosing = new Notify(this);
  private final SpinLock lock = new SpinLock();
  private final BlockQueue<T> values = new BlockQueue<>();
  private volatile int size;
  private final AtomicInteger senders = new AtomicInteger(1);
  private volatile boolean receiverClosed;
  private volatile @Nullable Waker receiverWaker;

  MpscCore(int capacity) {
    maxCapacity = capacity;
    room = capacity == UNBOUNDED ? null : new PermitPool(capacity);
    Resources.made(this);
  }

  /// The room, of a bounded channel.
  PermitPool room() {
    if (room == null) {
      throw new AssertionError("an unbounded channel has no limit");
    }
    return room;
  }

  Notify receiverClosing() {
    return receiverClosing;
  }

  PermitPool.Outcome tryReserve(int values) {
    return room().tryAcquire(values);
  }

  /// Adds a value, for which there is a permit if the channel is bounded.
  ///
  /// @return false if the channel is unbounded and closed
  boolean push(T value) {
    Waker waker;
    lock.lock();
    try {
      if (room == null && isClosed()) {
        return false;
      }
      values.add(value);
      size = values.size();
      waker = takeReceiver();
    } finally {
      lock.unlock();
    }
    if (waker != null) {
      waker.wake();
    }
    return true;
  }

  /// Gives room back that was not used.
  void giveBack(int permits) {
    room().release(permits);
    if (isClosed()) {
      wakeReceiver();
    }
  }

  /// One more sender, unless the last one has been closed.
  boolean tryAddSender() {
    return senders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  void removeSender() {
    if (senders.decrementAndGet() == 0) {
      end();
    }
  }

  void closeReceiver() {
    receiverClosed = true;
    end();
    receiverClosing.notifyWaiters();
  }

  private void end() {
    if (room != null) {
      room.close();
    }
    wakeReceiver();
    Resources.gone(this);
  }

  private void wakeReceiver() {
    Waker waker;
    lock.lock();
    try {
      waker = takeReceiver();
    } finally {
      lock.unlock();
    }
    if (waker != null) {
      waker.wake();
    }
  }

  private @Nullable Waker takeReceiver() {
    Waker waker = receiverWaker;
    receiverWaker = null;
    return waker;
  }

  /// Takes the next value, or says why there is none.
  TryReceive<T> tryReceive() {
    return receive(null);
  }

  /// As [#tryReceive], and remembers whom to wake if there is nothing yet.
  TryReceive<T> receive(@Nullable Waker waker) {
    T value;
    lock.lock();
    try {
      value = values.poll();
      if (value == null) {
        receiverWaker = waker;
        return isEnded() ? ended() : TryReceive.empty();
      }
      size = values.size();
    } finally {
      lock.unlock();
    }
    returnRoom(1);
    return new TryReceive.Received<>(value);
  }

  private TryReceive<T> ended() {
    receiverWaker = null;
    return TryReceive.closed();
  }

  /// Whether nothing will come after what is in the queue, which is empty.
  private boolean isEnded() {
    return isClosed() && (room == null || room.free() == maxCapacity);
  }

  /// Takes up to `limit` values into `target`.
  int drain(List<? super T> target, int limit) {
    int count = 0;
    while (count < limit) {
      T value;
      lock.lock();
      try {
        value = values.poll();
        size = values.size();
      } finally {
        lock.unlock();
      }
      if (value == null) {
        break;
      }
      target.add(value);
      count++;
    }
    returnRoom(count);
    return count;
  }

  private void returnRoom(int permits) {
    if (room != null) {
      room.release(permits);
    }
  }

  void forgetReceiver() {
    receiverWaker = null;
  }

  boolean isReceiverRegistered() {
    return receiverWaker != null;
  }

  boolean isReceiverClosed() {
    return receiverClosed;
  }

  boolean isClosed() {
    return receiverClosed || senders.get() == 0;
  }

  int senders() {
    return senders.get();
  }

  int size() {
    return size;
  }

  int capacity() {
    return room().free();
  }

  int maxCapacity() {
    return maxCapacity;
  }

  @Override
  public long resourceId() {
    return resourceId;
  }

  @Override
  public String resourceType() {
    return "Mpsc";
  }

  @Override
  public Kind resourceKind() {
    return Kind.CHANNEL;
  }

  @Override
  public Optional<Location> madeAt() {
    return Optional.ofNullable(madeAt);
  }

  @Override
  public List<Attribute> attributes() {
    Attribute length = Attribute.of("len", size);
    Attribute sending = Attribute.of("senders", senders.get());
    Attribute closed = Attribute.of("closed", isClosed());
    return room == null
        ? List.of(length, sending, closed)
        : List.of(
            length,
            Attribute.of("capacity", maxCapacity),
            Attribute.of("permits", room.free()),
            sending,
            closed);
  }
}
