package dev.vitrine.sync;

import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Resource;
import dev.vitrine.internal.concurrent.Link;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A place in the line of a [Notify].
final class NotifyWaiter extends Link implements Notified {
  private final Notify notify;
  private final long generation;

  // Guarded by the lock of the notify.
  private Notice notice = Notice.NONE;
  private volatile @Nullable Waker waker;

  enum Notice {
    NONE,
    ONE_FIRST,
    ONE_LAST,
    ALL
  }

  NotifyWaiter(Notify notify, long generation) {
    this.notify = notify;
    this.generation = generation;
  }

  @Override
  public boolean enable() {
    return notify.join(this, null);
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (pollTold(cx)) {
      cx.progressed();
      return Poll.done();
    }
    return cx.pending(this);
  }

  /// A poll that neither asks for budget nor takes any.
  boolean pollTold(Context cx) {
    return notify.isTold(this) || notify.join(this, cx.waker());
  }

  @Override
  public void cancel() {
    notify.cancel(this);
  }

  long generation() {
    return generation;
  }

  Notice notice() {
    return notice;
  }

  void waker(Waker waker) {
    this.waker = waker;
  }

  /// Takes note of the notice.
  ///
  /// @return whom to wake
  @Nullable Waker tell(Notice how) {
    notice = how;
    Waker told = waker;
    waker = null;
    return told;
  }

  void forget() {
    notice = Notice.NONE;
    waker = null;
  }

  @Override
  public String operation() {
    return "Notify.notified";
  }

  @Override
  public Optional<Resource> resource() {
    return Optional.of(notify);
  }

  @Override
  public boolean isRegistered() {
    return waker != null;
  }
}
