package dev.vitrine.time;

import dev.vitrine.future.Async;
import dev.vitrine.future.Branches;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation and the deadline at which it is given up.
final class Timeout<T extends @Nullable Object> implements Async<T>, Branches {
  private final Async<T> inner;
  private final Sleep sleep;
  private volatile Stage stage = Stage.RUNNING;

  private enum Stage {
    RUNNING,
    /// The time is over and the operation is being cancelled.
    ELAPSED,
    FINISHED
  }

  Timeout(Async<T> inner, Sleep sleep) {
    this.inner = inner;
    this.sleep = sleep;
  }

  @Override
  public Poll<T> poll(Context cx) {
    if (stage == Stage.RUNNING) {
      Poll<T> answer = pollInner(cx);
      if (!answer.isPending()) {
        finish();
        return answer;
      }
      if (!deadlineHasPassed(cx)) {
        return cx.pending(this);
      }
      stage = Stage.ELAPSED;
      sleep.cancel();
    }
    if (inner.pollCancel(cx).isPending()) {
      return cx.pending(this);
    }
    stage = Stage.FINISHED;
    throw new ElapsedException("the operation did not finish in time: " + inner);
  }

  private Poll<T> pollInner(Context cx) {
    try {
      return inner.poll(cx);
    } catch (Throwable failure) {
      finish();
      throw failure;
    }
  }

  /// Asked without regard to the budget: an operation that is always ready to go on and uses up
  /// each poll must end all the same.
  private boolean deadlineHasPassed(Context cx) {
    return sleep.pollElapsed(cx);
  }

  private void finish() {
    stage = Stage.FINISHED;
    sleep.cancel();
  }

  @Override
  public Poll<@Nullable Void> pollCancel(Context cx) {
    sleep.cancel();
    if (inner.pollCancel(cx).isPending()) {
      cx.pending(this);
      return Poll.pending();
    }
    stage = Stage.FINISHED;
    return Poll.done();
  }

  @Override
  public List<Async<?>> branches() {
    return switch (stage) {
      case RUNNING -> List.of(inner, sleep);
      case ELAPSED -> List.of(inner);
      case FINISHED -> List.of();
    };
  }
}
