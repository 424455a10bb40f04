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
  private @Nullable RuntimeException timerFailure;

  private enum Stage {
    RUNNING,
    /// The time is over, or will never be, and the operation is being cancelled.
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
    @Nullable Throwable alsoThrown = null;
    try {
      if (inner.pollCancel(cx).isPending()) {
        return cx.pending(this);
      }
    } catch (Throwable e) {
      alsoThrown = e;
    }
    stage = Stage.FINISHED;
    RuntimeException end = timerFailure;
    if (end == null) {
      end = new ElapsedException("the operation did not finish in time: " + text(inner));
    }
    if (alsoThrown != null) {
      end.addSuppressed(alsoThrown);
    }
    throw end;
  }

  /// Made by code of the user, which may fail as well.
  private static String text(Async<?> operation) {
    try {
      return operation.toString();
    } catch (RuntimeException | Error broken) {
      return operation.getClass().getName();
    }
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
  ///
  /// A timer that has been shut down will never tell. The operation may belong to another runtime
  /// that lives on, such as a lock that would be handed to nobody: it is cancelled first.
  private boolean deadlineHasPassed(Context cx) {
    try {
      return sleep.pollElapsed(cx);
    } catch (RuntimeException failure) {
      timerFailure = failure;
      return true;
    }
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
