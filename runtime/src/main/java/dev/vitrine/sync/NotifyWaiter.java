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

  /// How many calls of [Notify#notifyWaiters] there had been. It comes round after 2^32 of them;
  /// that many while a waiter is kept that is not in line would be taken for none.
  private final int generation;

  /// Whom to wake, or once it has been told how that was. Guarded by the lock of the notify.
  private volatile @Nullable Waker wakerOrNotice;

  /// How it has been told. A waker only in order to share a field with one: a million tasks that
  /// wait for an event are a million of these.
  enum Notice implements Waker {
    ONE_FIRST,
    ONE_LAST,
    ALL;

    @Override
    public void wake() {
      throw new AssertionError("a notice is no waker");
    }
  }

  NotifyWaiter(Notify notify, int generation) {
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

  int generation() {
    return generation;
  }

  /// How it has been told; null if it has not.
  @Nullable Notice notice() {
    return wakerOrNotice instanceof Notice notice ? notice : null;
  }

  void waker(Waker waker) {
    wakerOrNotice = waker;
  }

  /// Takes note of the notice, the first there is.
  ///
  /// @return whom to wake
  @Nullable Waker tell(Notice how) {
    Waker told = wakerOrNotice;
    wakerOrNotice = how;
    return told;
  }

  void forget() {
    wakerOrNotice = null;
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
    Waker waker = wakerOrNotice;
    return waker != null && !(waker instanceof Notice);
  }
}
