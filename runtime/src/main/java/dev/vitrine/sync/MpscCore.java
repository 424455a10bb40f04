package dev.vitrine.sync;

import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.concurrent.Wakes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A channel from many senders to one receiver: the values, the room that is left, and who waits.
final class MpscCore<T> implements Resource {
  /*
   * A value takes a permit with it into the queue, and the receiver gives it back after he has
   * taken the value out. So the end is one state of one word, that of the PermitPool: closed, and
   * all permits back. It is closed by the receiver or with the last sender; what is sent by a
   * permit that was granted before must arrive, and does, since its permit is out. An unbounded
   * channel has a pool without a limit, for the sake of the end.
   *
   * Senders and receiver meet at the waker:
   *
   *   the receiver   stores his waker, volatile        then looks into the queue, and for the end
   *   a sender       adds the value, MpscQueue         then looks for a waker; if there is one, takes it by getAndSet and wakes it
   *   who closes or gives a permit back: the word, compareAndSet    then the same
   *
   * Each writes first and looks afterwards, so one of the two sees the other and no wake-up is
   * lost. When both do, or the waker is an old one, the wake-up is one too many, which a task must
   * bear.
   *
   * A value whose sender has taken its place and not stored it yet hides those behind it. Who waits
   * for values comes again, or is woken by that sender, as the queue has it; tryReceive waits for
   * the store, since a value behind it may have been sent already.
   * Looked for by MpscRaceTest, MpscLincheckTest and MpscStressTest.
   */
  static final int UNBOUNDED = 0;

  /// Larger ones do not have a slot for each value from the start.
  static final int MOST_SLOTS = 1024;

  static final String NOBODY_RECEIVES = "nobody receives from this channel any more";

  private final long resourceId = Resources.nextId();
  private final @Nullable Location madeAt = Resources.caller();
  private final int maxCapacity;
  private final PermitPool room;
  private final Notify receiverClosing = new Notify(this);
  private final MpscQueue<T> values;
  private final AtomicInteger senders = new AtomicInteger(1);
  private volatile boolean receiverClosed;
  private volatile @Nullable Waker receiverWaker;

  private static final VarHandle RECEIVER_WAKER;

  static {
    try {
      RECEIVER_WAKER =
          MethodHandles.lookup().findVarHandle(MpscCore.class, "receiverWaker", Waker.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  MpscCore(int capacity) {
    maxCapacity = capacity;
    room = capacity == UNBOUNDED ? PermitPool.unlimited() : new PermitPool(capacity);
    values =
        capacity == UNBOUNDED || capacity > MOST_SLOTS
            ? new MpscChunks<>(room)
            : new MpscSlots<>(room, capacity);
    Resources.made(this);
  }

  /// The room; without a limit if the channel has none.
  PermitPool room() {
    return room;
  }

  Notify receiverClosing() {
    return receiverClosing;
  }

  PermitPool.Outcome tryReserve(int values) {
    return room.tryAcquire(values);
  }

  /// Sends a value if there is room.
  PermitPool.Outcome trySend(T value) {
    PermitPool.Outcome outcome = values.trySend(value);
    if (outcome == PermitPool.Outcome.ACQUIRED) {
      wakeReceiver();
    }
    return outcome;
  }

  /// Adds a value, for which there is a permit.
  void push(T value) {
    values.add(value);
    wakeReceiver();
  }

  /// Gives room back that was not used.
  void giveBack(int permits) {
    room.release(permits);
    if (room.isClosed()) {
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
    room.close();
    wakeReceiver();
    Resources.gone(this);
  }

  private void wakeReceiver() {
    if (receiverWaker != null) {
      Wakes.wake((Waker) RECEIVER_WAKER.getAndSet(this, null));
    }
  }

  /// Takes the next value, or says why there is none.
  TryReceive<T> tryReceive() {
    boolean ended = isEnded(); // before the look into the queue: nothing comes in after it
    T value = values.pollOrSpin();
    if (value == null) {
      return ended ? TryReceive.closed() : TryReceive.empty();
    }
    room.release(1);
    return new TryReceive.Received<>(value);
  }

  /// Whether there is a value to receive; by the receiver.
  boolean hasValue() {
    return values.hasNext();
  }

  /// The next value; null if none will come, or if it is not there yet, which [#isEnded] tells.
  @Nullable T receive() {
    T value = values.poll();
    if (value != null) {
      room.release(1);
    }
    return value;
  }

  /// Remembers whom to wake when there is something to receive, or the end.
  ///
  /// @return false if there is: nobody has been remembered then
  boolean registerReceiver(Waker waker) {
    receiverWaker = waker;
    if (!values.isEmpty() || isEnded()) {
      forgetReceiver();
      return false;
    }
    return true;
  }

  /// Whether nothing is in the queue and nothing will come.
  boolean isEnded() {
    return room.isClosedWith(maxCapacity == UNBOUNDED ? PermitPool.UNLIMITED : maxCapacity);
  }

  /// Takes up to `limit` values into `target`.
  int drain(List<? super T> target, int limit) {
    int count = 0;
    T value;
    try {
      while (count < limit && (value = values.poll()) != null) {
        count++;
        target.add(value);
      }
    } finally { // the list may be full
      room.release(count);
    }
    return count;
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
    return values.size();
  }

  int capacity() {
    return room.free();
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
    Attribute length = Attribute.of("len", size());
    Attribute sending = Attribute.of("senders", senders.get());
    Attribute closed = Attribute.of("closed", isClosed());
    return maxCapacity == UNBOUNDED
        ? List.of(length, sending, closed)
        : List.of(
            length,
            Attribute.of("capacity", maxCapacity),
            Attribute.of("permits", room.free()),
            sending,
            closed);
  }
}
