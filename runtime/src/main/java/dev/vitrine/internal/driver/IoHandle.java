package dev.vitrine.internal.driver;

import dev.vitrine.future.RuntimeShutdownException;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What operations on sockets share with the driver that wakes them: the queue of changes to what
/// it watches, and its alarm clock.
///
/// - **Threads:** any.
public final class IoHandle {
  /*
   * The queue of changes is a stack of sources, linked through themselves, that the driver takes as
   * a whole. A source that is in it is not pushed again: the driver takes the mark off before it
   * reads what the source wants. At shutdown the driver leaves CLOSED in the queue; whoever finds
   * that shuts the source down himself, so no waiter stays behind.
   *
   *   RUNNING ──driver──▶ POLLING ──driver──▶ RUNNING
   *      └──unpark──▶ NOTIFIED ◀──unpark──┘ (and wakes the selector, or the sleeper)
   *
   *   change               by       mode               pairs with
   *   RUNNING → POLLING    driver   compareAndSet      the swap in unpark
   *   any → NOTIFIED       anyone   getAndSet          the CAS or the swap of the driver
   *   any → RUNNING        driver   getAndSet          the swap in unpark: who is told by it sees what came before it
   *
   * No change is slept over: it is pushed before unpark, and the driver takes the queue before it
   * tries to go to POLLING. If it did not see the change, then either the CAS finds NOTIFIED and it
   * does not wait, or unpark finds POLLING and wakes the selector. Only one thread at a time finds
   * POLLING, so the selector's own lock is contended by it and the driver at most. A driver that is
   * closed has no selector to wait in: its turn says who it is (sleeper) before it tries to go to
   * POLLING, and parks.
   */
  private static final int RUNNING = 0;
  private static final int POLLING = 1;
  private static final int NOTIFIED = 2;
  private static final IoChange CLOSED = new IoChange.Closed();

  private final Poller poller;
  private final AtomicReference<@Nullable IoChange> changes = new AtomicReference<>();
  private final AtomicInteger state = new AtomicInteger(RUNNING);
  private volatile @Nullable Thread sleeper;
  private final LongAdder registered = new LongAdder();
  private final LongAdder deregistered = new LongAdder();
  final DriverCounter events = new DriverCounter();
  final DriverCounter turns = new DriverCounter();

  /// How many tasks that the last turn woke have not been polled yet. A guess: a worker may count
  /// tasks that it polled before that turn, or that others woke.
  private final AtomicInteger behind = new AtomicInteger();

  private volatile Lookups lookups = IoHandle::onNewThread;

  /// Where host names are looked up, which blocks.
  @FunctionalInterface
  public interface Lookups {
    /// Has another thread run `lookUp`, or runs `refused`, here or later, when that will not be.
    void run(Runnable lookUp, Runnable refused);
  }

  IoHandle(Poller poller) {
    this.poller = poller;
  }

  /// Makes `channel` non-blocking and known to the driver. The system learns of it when somebody
  /// waits for it.
  ///
  /// @param assumed what it is believed to be ready for at first
  /// @param operation for the message of the exception
  /// @throws RuntimeShutdownException if the driver has been shut down
  public IoSource register(SelectableChannel channel, int assumed, String operation)
      throws IOException {
    if (isShutdown()) {
      throw new RuntimeShutdownException(operation);
    }
    channel.configureBlocking(false);
    registered.increment();
    return new IoSource(this, channel, assumed);
  }

  /// How the bytes of a connection are moved that [#register] has been called for.
  public Transfer transfer(SocketChannel channel) {
    return poller.transfer(channel);
  }

  /// Whether the driver has been shut down: nothing will become ready any more.
  public boolean isShutdown() {
    return changes.get() == CLOSED;
  }

  /// Whether a busy worker should ask for events again: as many tasks have been polled as the last
  /// turn of the driver woke.
  ///
  /// What has become ready since would only wait behind those. And a selector that reports levels
  /// reports every socket again that its task has not come to read; stopping that and asking anew
  /// are two system calls for each.
  ///
  /// @param polled how many tasks the caller has polled since it asked last
  public boolean isTurnDue(int polled) {
    return behind.get() <= 0 || behind.addAndGet(-polled) <= 0;
  }

  /// Ends the present wait of the driver, or makes its next turn not wait.
  public void unpark() {
    if (state.getAndSet(NOTIFIED) == POLLING) {
      poller.wakeUp();
      Thread sleeping = sleeper;
      if (sleeping != null) {
        LockSupport.unpark(sleeping);
      }
    }
  }

  /// Sets where host names are looked up, which blocks. Before the first call each look-up has a
  /// thread of its own.
  public void lookups(Lookups where) {
    lookups = where;
  }

  /// Where host names are looked up.
  public Lookups lookups() {
    return lookups;
  }

  private static void onNewThread(Runnable lookup, Runnable neverRefused) {
    Thread.ofPlatform().daemon().name("vitrine-lookup").start(lookup);
  }

  /// How many channels have been registered so far.
  public long registered() {
    return registered.sum();
  }

  /// How many channels have been closed so far.
  public long deregistered() {
    return deregistered.sum();
  }

  /// How many events the system has reported so far.
  public long events() {
    return events.get();
  }

  /// How often the system has been asked for events so far.
  public long turns() {
    return turns.get();
  }

  // The sources' side.

  /// The source wants to be watched for something else than before.
  void change(IoSource source) {
    if (!source.markQueued()) {
      return; // whoever put it there unparks the driver
    }
    IoChange head;
    do {
      head = changes.get();
      if (head == CLOSED) {
        source.shutDown();
        return;
      }
      source.next = head;
    } while (!changes.compareAndSet(head, source));
    unpark();
  }

  boolean reportsEdges() {
    return poller.reportsEdges();
  }

  /// The source's channel has been closed. A selector gives its descriptor back when the driver
  /// turns, so it must; others must forget the source.
  ///
  /// @param watched whether the poller may know of it
  void channelClosed(IoSource source, boolean watched) {
    deregistered.increment();
    if (!poller.reportsEdges()) {
      unpark();
    } else if (watched) {
      change(source);
    }
  }

  // The driver's side.

  /// The changes since the last call, to be followed through their links.
  @Nullable IoChange takeChanges() {
    return changes.getAndSet(null);
  }

  /// Takes the last changes and refuses further ones.
  @Nullable IoChange closeChanges() {
    return changes.getAndSet(CLOSED);
  }

  /// Whether the driver may wait; if not, somebody has unparked it.
  boolean beginPolling() {
    return state.compareAndSet(RUNNING, POLLING);
  }

  void endPolling() {
    state.getAndSet(RUNNING);
  }

  /// The wait of a turn when the driver is closed: for [#unpark], or until the time is over. An
  /// interrupt does not end it and is kept.
  void sleep(long nanos) {
    sleeper = Thread.currentThread();
    boolean interrupted = false;
    if (nanos != 0 && beginPolling()) {
      long start = System.nanoTime();
      long left = nanos;
      while (state.get() == POLLING && left > 0) {
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
        left = nanos - (System.nanoTime() - start);
      }
    }
    endPolling();
    sleeper = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// The turn has found so many to wake.
  void woke(int count) {
    behind.set(count);
  }
}
