package dev.vitrine.sync;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.concurrent.Wakes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/// A channel for one value, from one [Sender] to one [Receiver].
///
/// ```java
/// var channel = Oneshot.<String>create();
/// spawn(() -> channel.sender().send("hello"));
/// String text = channel.receiver().receive().await();
/// ```
///
/// - **Threads:** any; nothing here blocks the caller.
public final class Oneshot<T extends @Nullable Object> {
  private final Sender<T> sender;
  private final Receiver<T> receiver;

  private Oneshot(Core<T> core) {
    sender = new Sender<>(core);
    receiver = new Receiver<>(core);
  }

  /// A new channel.
  public static <T extends @Nullable Object> Oneshot<T> create() {
    return new Oneshot<>(new Core<>());
  }

  public Sender<T> sender() {
    return sender;
  }

  public Receiver<T> receiver() {
    return receiver;
  }

  /// The sending side. [#close] without a value lets the receiver fail.
  public static final class Sender<T extends @Nullable Object> implements AutoCloseable {
    private final Core<T> core;

    private Sender(Core<T> core) {
      this.core = core;
    }

    /// Sends the value; never waits.
    ///
    /// @return false if the receiver has been closed: nobody will get the value
    /// @throws IllegalStateException if a value has been sent, or this side closed
    public boolean send(T value) {
      return core.send(value);
    }

    /// Waits until the receiver has been closed.
    ///
    /// - **Cancellation:** safe.
    public Async<@Nullable Void> closed() {
      return new AwaitClosed(core);
    }

    /// Whether the receiver has been closed.
    public boolean isClosed() {
      return core.receiverClosed;
    }

    /// Gives up sending. Does nothing after [#send].
    @Override
    public void close() {
      core.closeSender();
    }
  }

  /// The receiving side.
  public static final class Receiver<T extends @Nullable Object> implements AutoCloseable {
    private final Core<T> core;

    private Receiver(Core<T> core) {
      this.core = core;
    }

    /// Waits for the value. One task at a time.
    ///
    /// - **Cancellation:** safe; the value can be received later.
    ///
    /// @return fails with [ClosedException] if the sender was closed without a value, or this side
    ///   before there was one; with [IllegalStateException] if the value has been received before
    public Async<T> receive() {
      return new Receive<>(core);
    }

    /// What is there now.
    public TryReceive<T> tryReceive() {
      TryReceive<T> answer = core.tryReceive();
      if (answer instanceof TryReceive.Received) {
        core.gone();
      }
      return answer;
    }

    /// Whether the value has been received, or will never come.
    public boolean isTerminated() {
      return core.isTerminated();
    }

    /// Lets the sender fail from now on. A value that has been sent before can still be received. A
    /// second call does nothing.
    @Override
    public void close() {
      core.closeReceiver();
    }
  }

  private enum Stage {
    EMPTY,
    SENT,
    TAKEN,
    SENDER_CLOSED
  }

  private static final class Core<T extends @Nullable Object> implements Resource {
    /*
     * Everything is guarded by the lock; what is read without it is volatile.
     *
     *   EMPTY ──send──▶ SENT ──receive──▶ TAKEN
     *     └──close of the sender──▶ SENDER_CLOSED
     *
     * The receiver may close at any stage; a send after that is refused, so a value is either
     * refused or can be received. Each side has one waker. Who registers looks at the stage under
     * the same lock, so no wake-up is lost.
     * Looked for by OneshotStressTest.
     */
    @SuppressWarnings("rawtypes") // the class of a generic type is raw
    private static final AtomicLongFieldUpdater<Core> ID =
        AtomicLongFieldUpdater.newUpdater(Core.class, "resourceId");

    private final SpinLock lock = new SpinLock();
    private final @Nullable Location madeAt = Resources.callerIfWatched();
    private volatile Stage stage = Stage.EMPTY;
    private volatile boolean receiverClosed;
    private @Nullable T value;
    private volatile @Nullable Waker receiverWaker;
    private volatile @Nullable Waker senderWaker;
    private volatile long resourceId;

    Core() {
      Resources.made(this);
    }

    boolean send(T sent) {
      Waker waker;
      lock.lock();
      try {
        switch (stage) {
          case EMPTY -> {}
          case SENT, TAKEN -> throw new IllegalStateException("a value has been sent already");
          case SENDER_CLOSED -> throw new IllegalStateException("the sender has been closed");
        }
        if (receiverClosed) {
          return false;
        }
        value = sent;
        stage = Stage.SENT;
        waker = receiverWaker;
        receiverWaker = null;
      } finally {
        lock.unlock();
      }
      Wakes.wake(waker);
      return true;
    }

    void closeSender() {
      Waker waker;
      lock.lock();
      try {
        if (stage != Stage.EMPTY) {
          return;
        }
        stage = Stage.SENDER_CLOSED;
        waker = receiverWaker;
        receiverWaker = null;
      } finally {
        lock.unlock();
      }
      Wakes.wake(waker);
      gone();
    }

    void closeReceiver() {
      Waker waker;
      Waker own;
      lock.lock();
      try {
        receiverClosed = true;
        waker = senderWaker;
        senderWaker = null;
        own = receiverWaker;
        receiverWaker = null;
      } finally {
        lock.unlock();
      }
      Wakes.wake(waker);
      Wakes.wake(own);
      gone();
    }

    /// Takes the value if it is there.
    TryReceive<T> tryReceive() {
      lock.lock();
      try {
        return take();
      } finally {
        lock.unlock();
      }
    }

    /// As [#tryReceive], and remembers whom to wake if there is nothing.
    TryReceive<T> receiveOrRegister(Waker waker) {
      lock.lock();
      try {
        TryReceive<T> answer = take();
        if (answer instanceof TryReceive.Empty) {
          receiverWaker = waker;
        }
        return answer;
      } finally {
        lock.unlock();
      }
    }

    @SuppressWarnings(
        "NullAway") // after SENT the value is what was sent, null only if T allows that
    private TryReceive<T> take() {
      return switch (stage) {
        case EMPTY -> receiverClosed ? TryReceive.closed() : TryReceive.empty();
        case SENT -> {
          T sent = value;
          value = null;
          stage = Stage.TAKEN;
          yield new TryReceive.Received<>(sent);
        }
        case TAKEN ->
            throw new IllegalStateException("the value of this channel has been received already");
        case SENDER_CLOSED -> TryReceive.closed();
      };
    }

    boolean isTerminated() {
      return switch (stage) {
        case EMPTY -> receiverClosed;
        case SENT -> false;
        case TAKEN, SENDER_CLOSED -> true;
      };
    }

    void forgetReceiver() {
      receiverWaker = null;
    }

    /// Whether the receiver has been closed; remembers whom to wake otherwise.
    boolean isClosedOrRegister(Waker waker) {
      lock.lock();
      try {
        if (!receiverClosed) {
          senderWaker = waker;
        }
        return receiverClosed;
      } finally {
        lock.unlock();
      }
    }

    private void gone() {
      if (resourceId != 0) {
        Resources.gone(this);
      }
    }

    @Override
    public long resourceId() {
      long id = resourceId;
      if (id == 0) {
        long fresh = Resources.nextId();
        id = ID.compareAndSet(this, 0, fresh) ? fresh : resourceId;
      }
      return id;
    }

    @Override
    public String resourceType() {
      return "Oneshot";
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
      return List.of(
          Attribute.of("sent", stage == Stage.SENT || stage == Stage.TAKEN),
          Attribute.of("sender_closed", stage == Stage.SENDER_CLOSED),
          Attribute.of("receiver_closed", receiverClosed));
    }
  }

  private static final class Receive<T extends @Nullable Object> implements Async<T>, Operation {
    private final Core<T> core;

    Receive(Core<T> core) {
      this.core = core;
    }

    @Override
    public Poll<T> poll(Context cx) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      TryReceive<T> answer = core.tryReceive();
      if (answer instanceof TryReceive.Empty) {
        answer = core.receiveOrRegister(cx.waker());
      }
      return switch (answer) {
        case TryReceive.Empty<T>() -> cx.pending(this);
        case TryReceive.Received<T>(var value) -> {
          cx.progressed();
          core.gone();
          yield Poll.ready(value);
        }
        case TryReceive.Closed<T>() ->
            throw new ClosedException("the channel was closed before a value was sent");
      };
    }

    @Override
    public void cancel() {
      core.forgetReceiver();
    }

    @Override
    public String operation() {
      return "Oneshot.receive";
    }

    @Override
    public Optional<Resource> resource() {
      return Optional.of(core);
    }

    @Override
    public boolean isRegistered() {
      return core.receiverWaker != null;
    }
  }

  private static final class AwaitClosed implements Async<@Nullable Void>, Operation {
    private final Core<?> core;

    AwaitClosed(Core<?> core) {
      this.core = core;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      if (core.receiverClosed || core.isClosedOrRegister(cx.waker())) {
        cx.progressed();
        return Poll.done();
      }
      return cx.pending(this);
    }

    @Override
    public void cancel() {
      core.senderWaker = null;
    }

    @Override
    public String operation() {
      return "Oneshot.closed";
    }

    @Override
    public Optional<Resource> resource() {
      return Optional.of(core);
    }

    @Override
    public boolean isRegistered() {
      return core.senderWaker != null;
    }
  }
}
