package dev.vitrine.sync;

import dev.vitrine.future.Async;
import dev.vitrine.time.Time;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Channels from many senders to one receiver, in order of sending.
///
/// A bounded channel lets senders wait while it is full; an unbounded one takes everything. The
/// channel ends when every sender has been closed or the receiver has: what was sent before can
/// still be received.
///
/// ```java
/// var channel = Mpsc.<String>bounded(16);
/// spawn(() -> {
///   try (var sender = channel.sender()) {
///     sender.send("hello").await();
///   }
/// });
/// var receiver = channel.receiver();
/// for (var next = receiver.receive().await(); next.isPresent(); next = receiver.receive().await()) {
///   System.out.println(next.get());
/// }
/// ```
///
/// - **Threads:** any; nothing here blocks the caller.
public final class Mpsc {
  /// The largest capacity of a bounded channel.
  public static final int MAX_CAPACITY = PermitPool.MAX_PERMITS;

  private Mpsc() {}

  /// A channel for `capacity` values. Up to 1,024 it has its slots from the start, 4 or 8 bytes
  /// each; a larger one grows.
  ///
  /// @throws IllegalArgumentException unless `capacity` is 1 to [#MAX_CAPACITY]
  public static <T> Bounded<T> bounded(int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "a channel's capacity must be 1 to " + MAX_CAPACITY + ": capacity=" + capacity);
    }
    var core = new MpscCore<T>(capacity);
    return new Bounded<>(new Sender<>(core), new Receiver<>(core));
  }

  /// A channel without a limit: a receiver that is too slow shows as memory that grows.
  public static <T> Unbounded<T> unbounded() {
    var core = new MpscCore<T>(MpscCore.UNBOUNDED);
    return new Unbounded<>(new UnboundedSender<>(core), new Receiver<>(core));
  }

  /// The two sides of a bounded channel.
  public record Bounded<T>(Sender<T> sender, Receiver<T> receiver) {}

  /// The two sides of an unbounded channel.
  public record Unbounded<T>(UnboundedSender<T> sender, Receiver<T> receiver) {}

  /// What senders of both kinds have in common.
  public abstract static sealed class AnySender<T> implements AutoCloseable
      permits Sender, UnboundedSender {
    private static final VarHandle CLOSED;

    static {
      try {
        CLOSED = MethodHandles.lookup().findVarHandle(AnySender.class, "closed", boolean.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    final MpscCore<T> core;
    private volatile boolean closed;

    private AnySender(MpscCore<T> core) {
      this.core = core;
    }

    /// Waits until nobody receives any more.
    ///
    /// - **Cancellation:** safe.
    public Async<@Nullable Void> closed() {
      return new MpscOperation.AwaitClosed(core);
    }

    /// Whether nobody receives any more.
    public boolean isClosed() {
      return core.isReceiverClosed();
    }

    /// Whether `other` sends into the same channel.
    public boolean isSameChannel(AnySender<?> other) {
      return core == other.core;
    }

    /// How many senders of this channel are open.
    public int senders() {
      return core.senders();
    }

    /// Gives up sending. When the last sender does, the receiver gets what is there and then the
    /// end. A second call does nothing.
    @Override
    public void close() {
      if (CLOSED.compareAndSet(this, false, true)) {
        core.removeSender();
      }
    }

    final void addCopy() {
      checkOpen();
      if (!core.tryAddSender()) {
        throw new IllegalStateException("this sender has been closed"); // while we looked
      }
    }

    final void checkOpen() {
      if (closed) {
        throw new IllegalStateException("this sender has been closed");
      }
    }
  }

  /// A sending side of a bounded channel. Each has to be closed.
  public static final class Sender<T> extends AnySender<T> {
    private Sender(MpscCore<T> core) {
      super(core);
    }

    /// One more sender of the same channel, to be closed by itself.
    ///
    /// @throws IllegalStateException if this one has been closed
    public Sender<T> copy() {
      addCopy();
      return new Sender<>(core);
    }

    /// Waits for room and sends.
    ///
    /// - **Cancellation:** the value is not sent, and the place in line is lost. Where a value must
    ///   not be lost, [#reserve] first.
    ///
    /// @return fails with [ClosedException] if nobody receives any more
    /// @throws IllegalStateException if this sender has been closed
    public Async<@Nullable Void> send(T value) {
      Objects.requireNonNull(value, "value");
      checkOpen();
      return new MpscOperation.Send<>(core, value);
    }

    /// As [#send], but waits no longer than `limit`.
    ///
    /// @return fails with [dev.vitrine.time.ElapsedException] if there was no room in time: the
    ///   value has not been sent then
    public Async<@Nullable Void> send(T value, Duration limit) {
      return Time.timeout(limit, send(value));
    }

    /// Sends if there is room.
    ///
    /// @throws IllegalStateException if this sender has been closed
    public TrySend trySend(T value) {
      Objects.requireNonNull(value, "value");
      checkOpen();
      return switch (core.trySend(value)) {
        case ACQUIRED -> TrySend.SENT;
        case WAITING -> TrySend.FULL;
        case CLOSED -> TrySend.CLOSED;
      };
    }

    /// Waits for room and keeps it for one value.
    ///
    /// - **Cancellation:** the place in line is lost.
    ///
    /// @return the room, which has to be used or closed; fails with [ClosedException] if nobody
    ///   receives any more
    /// @throws IllegalStateException if this sender has been closed
    public Async<Permit<T>> reserve() {
      checkOpen();
      return new MpscOperation.Reserve<>(core);
    }

    /// Keeps room for one value if there is some.
    ///
    /// @throws IllegalStateException if this sender has been closed
    public Optional<Permit<T>> tryReserve() {
      checkOpen();
      return core.tryReserve(1) == PermitPool.Outcome.ACQUIRED
          ? Optional.of(new Permit<>(core))
          : Optional.empty();
    }

    /// Waits for room for `values` values and keeps it, all at once and in line with those who send
    /// or reserve.
    ///
    /// - **Cancellation:** the place in line is lost, and no room.
    ///
    /// @param values 0 to [#maxCapacity]: there is never room for more
    /// @return the room; fails with [ClosedException] if nobody receives any more
    /// @throws IllegalArgumentException if `values` is out of range
    /// @throws IllegalStateException if this sender has been closed
    public Async<Permits<T>> reserveMany(int values) {
      checkOpen();
      return new MpscOperation.ReserveMany<>(core, inRange(values));
    }

    /// Keeps room for `values` values if there is as much.
    ///
    /// @throws IllegalArgumentException unless `values` is 0 to [#maxCapacity]
    /// @throws IllegalStateException if this sender has been closed
    public Optional<Permits<T>> tryReserveMany(int values) {
      checkOpen();
      return core.tryReserve(inRange(values)) == PermitPool.Outcome.ACQUIRED
          ? Optional.of(new Permits<>(core, values))
          : Optional.empty();
    }

    private int inRange(int values) {
      if (values < 0 || values > maxCapacity()) {
        throw new IllegalArgumentException(
            "room can be reserved for 0 to " + maxCapacity() + " values: values=" + values);
      }
      return values;
    }

    /// A sender that does not keep the channel open.
    public WeakSender<T> downgrade() {
      return new WeakSender<>(core);
    }

    /// For how many values there is room.
    public int capacity() {
      return core.capacity();
    }

    /// For how many values there is room when the channel is empty.
    public int maxCapacity() {
      return core.maxCapacity();
    }
  }

  /// Room for one value. A value sent by it is delivered even if the receiver has been closed
  /// meanwhile.
  public static final class Permit<T> implements AutoCloseable {
    private final MpscCore<T> core;
    private final AtomicBoolean used = new AtomicBoolean();

    Permit(MpscCore<T> core) {
      this.core = core;
    }

    /// Sends `value`; never waits.
    ///
    /// @throws IllegalStateException if the permit has been used or closed
    public void send(T value) {
      Objects.requireNonNull(value, "value");
      if (!used.compareAndSet(false, true)) {
        throw new IllegalStateException("this permit has been used or closed");
      }
      core.push(value);
    }

    /// Gives the room back if it has not been used.
    @Override
    public void close() {
      if (used.compareAndSet(false, true)) {
        core.giveBack(1);
      }
    }
  }

  /// Room for several values: an iterator over a permit for each.
  ///
  /// - **Threads:** any, one at a time.
  public static final class Permits<T> implements Iterator<Permit<T>>, AutoCloseable {
    private final MpscCore<T> core;
    private int left;

    Permits(MpscCore<T> core, int values) {
      this.core = core;
      left = values;
    }

    /// For how many values there is room left.
    public int remaining() {
      return left;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    /// Room for one of the values, to be used or closed on its own.
    ///
    /// @throws NoSuchElementException if none is left
    @Override
    public Permit<T> next() {
      if (left == 0) {
        throw new NoSuchElementException("all of this room has been taken or given back");
      }
      left--;
      return new Permit<>(core);
    }

    /// Gives back the room that is left. A second call does nothing.
    @Override
    public void close() {
      int unused = left;
      left = 0;
      if (unused > 0) {
        core.giveBack(unused);
      }
    }
  }

  /// A reference to a bounded channel that does not keep it open: it ends when only such ones are
  /// left. There is nothing to close.
  public static final class WeakSender<T> {
    private final MpscCore<T> core;

    private WeakSender(MpscCore<T> core) {
      this.core = core;
    }

    /// One more sender of the channel, to be closed by itself.
    ///
    /// @return empty once every sender has been closed
    public Optional<Sender<T>> upgrade() {
      return core.tryAddSender() ? Optional.of(new Sender<>(core)) : Optional.empty();
    }
  }

  /// A reference to an unbounded channel that does not keep it open: it ends when only such ones
  /// are left. There is nothing to close.
  public static final class WeakUnboundedSender<T> {
    private final MpscCore<T> core;

    private WeakUnboundedSender(MpscCore<T> core) {
      this.core = core;
    }

    /// One more sender of the channel, to be closed by itself.
    ///
    /// @return empty once every sender has been closed
    public Optional<UnboundedSender<T>> upgrade() {
      return core.tryAddSender() ? Optional.of(new UnboundedSender<>(core)) : Optional.empty();
    }
  }

  /// A sending side of an unbounded channel. Each has to be closed.
  public static final class UnboundedSender<T> extends AnySender<T> {
    private UnboundedSender(MpscCore<T> core) {
      super(core);
    }

    /// One more sender of the same channel, to be closed by itself.
    ///
    /// @throws IllegalStateException if this one has been closed
    public UnboundedSender<T> copy() {
      addCopy();
      return new UnboundedSender<>(core);
    }

    /// A sender that does not keep the channel open.
    public WeakUnboundedSender<T> downgrade() {
      return new WeakUnboundedSender<>(core);
    }

    /// Sends; never waits.
    ///
    /// @throws ClosedException if nobody receives any more
    /// @throws IllegalStateException if this sender has been closed
    public void send(T value) {
      Objects.requireNonNull(value, "value");
      checkOpen();
      if (core.trySend(value) != PermitPool.Outcome.ACQUIRED) {
        throw new ClosedException(MpscCore.NOBODY_RECEIVES);
      }
    }
  }

  /// The receiving side. One task receives at a time.
  public static final class Receiver<T> implements AutoCloseable {
    private final MpscCore<T> core;

    private Receiver(MpscCore<T> core) {
      this.core = core;
    }

    /// Waits for the next value.
    ///
    /// - **Cancellation:** safe; no value is lost.
    ///
    /// @return empty at the end: all senders or this side have been closed, and everything has been
    ///   received
    public Async<Optional<T>> receive() {
      return new MpscOperation.Receive<>(core);
    }

    /// Waits until there is something and appends to `target` what is there, `limit` values at
    /// most.
    ///
    /// - **Cancellation:** safe; no value is lost.
    ///
    /// @return how many; 0 at the end, or if `limit` is 0
    /// @throws IllegalArgumentException if `limit` is negative
    public Async<Integer> receiveMany(List<? super T> target, int limit) {
      if (limit < 0) {
        throw new IllegalArgumentException("the limit can not be negative: limit=" + limit);
      }
      return new MpscOperation.ReceiveMany<>(core, target, limit);
    }

    /// The next value if there is one now.
    public TryReceive<T> tryReceive() {
      return core.tryReceive();
    }

    /// Refuses what is sent from now on. What has been sent, and what is sent by permits that have
    /// been given, can still be received. A second call does nothing.
    @Override
    public void close() {
      core.closeReceiver();
    }

    /// Whether this side, or every sender, has been closed.
    public boolean isClosed() {
      return core.isClosed();
    }

    /// How many values are there.
    public int size() {
      return core.size();
    }
  }
}
