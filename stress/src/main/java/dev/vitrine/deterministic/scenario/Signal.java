package dev.vitrine.deterministic.scenario;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import org.jspecify.annotations.Nullable;

/// Is pending until some thread raises it.
final class Signal implements Async<Boolean> {
  private volatile @Nullable Waker waker;
  private volatile boolean raised;

  @Override
  public Poll<Boolean> poll(Context cx) {
    if (!raised) {
      waker = cx.waker();
    }
    return raised ? Poll.ready(true) : cx.pending(this);
  }

  void raise() {
    raised = true;
    wake();
  }

  /// Wakes whoever has waited, whatever for.
  void wake() {
    Waker last = waker;
    if (last != null) {
      last.wake();
    }
  }
}
