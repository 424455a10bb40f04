package dev.vitrine.internal.driver;

import dev.vitrine.future.Waker;
import dev.vitrine.internal.concurrent.Wakes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Waits for events of sockets and wakes whoever waits for them.
///
/// - **Threads:** [#turn] by one at a time, not always the same; [#close] by any, also during a
///   turn; [#handle()] is for all.
public final class IoDriver {
  /*
   * What the poller keeps, and the queue of changes, belong to the thread in the turn. A turn
   * enters `use` and leaves it; close only marks `use` closed and ends the wait of the turn. The
   * shutting down is done by whoever finds no turn running: the closer, or the turn that leaves. So
   * it comes once, after every turn and in none, and nobody takes the queue after the mark CLOSED
   * was put there. A waiter that comes between the close and the shutting down is in the queue or
   * known to the poller, and told by it; one that comes later meets CLOSED (IoHandle). The turn
   * ends: it entered before the close, so before the unpark that follows, which it meets before it
   * waits or while it does.
   * Looked for by IoDriverTest and stress/IoDriverCloseAgainstTurn.
   */
  private static final System.Logger LOG = System.getLogger("dev.vitrine");

  private final Poller poller;
  private final IoHandle handle;
  private final InUse use =
      new InUse() {
        @Override
        void release() {
          shutDown();
        }
      };
  private final List<Waker> woken = new ArrayList<>();

  /// @throws UncheckedIOException if the system refuses a selector, for example because too many
  ///   files are open
  public IoDriver() {
    this(openPoller());
  }

  IoDriver(Poller poller) {
    this.poller = poller;
    handle = new IoHandle(poller);
  }

  private static Poller openPoller() {
    try {
      return EpollPoller.isChosen() ? new EpollPoller() : new NioPoller();
    } catch (IOException e) {
      throw new UncheckedIOException("the system refuses a selector", e);
    }
  }

  public IoHandle handle() {
    return handle;
  }

  /// One turn: tells the system what to watch, waits for events, wakes those who waited for them.
  /// After [#close] there are no events, only the wait.
  ///
  /// @param nanos how long to wait: 0 not at all, `Long.MAX_VALUE` until there is an event or
  ///   [IoHandle#unpark]
  public void turn(long nanos) {
    if (!use.enter()) {
      handle.sleep(nanos);
      return;
    }
    try {
      turnOpen(nanos);
    } finally {
      use.leave();
    }
  }

  private void turnOpen(long nanos) {
    applyChanges(handle.takeChanges());
    boolean mayWait = nanos != 0 && handle.beginPolling();
    try {
      poller.poll(mayWait ? nanos : 0, this::event);
    } catch (IOException e) {
      throw new UncheckedIOException("the selector failed", e);
    } finally {
      handle.endPolling();
      handle.turns.increment();
      wakeCollected();
    }
  }

  private void applyChanges(@Nullable IoChange head) {
    IoChange change = head;
    while (change instanceof IoSource source) {
      change = source.next;
      source.next = null;
      source.markUnqueued();
      int ops = source.armed();
      if (ops >= 0) {
        watch(source, ops);
      } else {
        poller.forget(source);
      }
    }
  }

  private void watch(IoSource source, int ops) {
    try {
      poller.interest(source, ops);
    } catch (IOException | RuntimeException e) {
      source.fail(e instanceof IOException io ? io : new IOException(e));
    }
  }

  private void event(IoSource source, int ops) {
    handle.events.increment();
    int interest = source.ready(ops, woken);
    if (interest >= 0) {
      watch(source, interest);
    }
  }

  /// Outside the selector, whose locks are held while it reports.
  private void wakeCollected() {
    handle.woke(woken.size());
    for (Waker waker : woken) {
      Wakes.wake(waker);
    }
    woken.clear();
  }

  /// Shuts down: everybody who waits is woken and told, now and later; while a turn runs, by that
  /// turn at its end, which comes at once. A second call does nothing.
  public void close() {
    use.endUse();
    handle.unpark();
  }

  /// Once, when no turn runs and none will begin.
  private void shutDown() {
    IoChange change = handle.closeChanges();
    while (change instanceof IoSource source) {
      change = source.next;
      source.shutDown();
    }
    for (IoSource source : poller.sources()) {
      source.shutDown();
    }
    try {
      poller.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the selector could not be closed", e);
    }
  }
}
