package dev.vitrine.signal;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.sync.Notified;
import dev.vitrine.sync.Notify;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Waits for a signal; begins to at its first poll.
final class SignalWait implements Async<@Nullable Void>, Operation {
  private final String name;
  private final SignalSource source;
  private final Notify notify;
  private volatile @Nullable Notified wait;

  SignalWait(String name, SignalSource source) {
    this(name, source, source.next());
  }

  SignalWait(String name, SignalSource source, Notify notify) {
    this.name = name;
    this.source = source;
    this.notify = notify;
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) {
    Notified notified = wait;
    if (notified == null) {
      notified = notify.notified();
      wait = notified;
      source.install();
    }
    Poll<@Nullable Void> answer = notified.poll(cx);
    return answer.isPending() && notified.isRegistered() ? cx.pending(this) : answer;
  }

  @Override
  public void cancel() {
    Notified notified = wait;
    if (notified != null) {
      notified.cancel();
    }
  }

  @Override
  public String operation() {
    return name;
  }

  @Override
  public Optional<Resource> resource() {
    return Optional.of(source);
  }

  @Override
  public boolean isRegistered() {
    Notified notified = wait;
    return notified != null && notified.isRegistered();
  }
}
