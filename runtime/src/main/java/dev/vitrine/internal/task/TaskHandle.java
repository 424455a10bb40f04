package dev.vitrine.internal.task;

import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.task.AbortHandle;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.task.TaskException;
import dev.vitrine.task.TaskFailedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A task as the handle that was given to whoever spawned it, and the operation of waiting for its
/// end. The task is its own handle, so that spawning allocates one object.
///
/// Once a task has ended the runtime lets go of it. So a task that has failed and can not be
/// reached any more is one whose handle nobody has: that is how failures that nobody will join are
/// found.
abstract class TaskHandle<T extends @Nullable Object> extends ViewedTask
    implements JoinHandle<T>, Operation {
  private static final SpinLock[] LOCKS = new SpinLock[64];

  static {
    Arrays.setAll(LOCKS, _ -> new SpinLock());
  }

  /// The body; once that has ended, what it came to; after a failure the exception, or the entry
  /// that has it.
  @Nullable Object content;

  private boolean taken; // of the one who joins

  private static final int DETACHED = 1; // nobody will join
  private static final int SEEN = 2; // the failure has found somebody

  // Under the task's lock of LOCKS, which are shared so that no task pays for one of its own.
  private byte joining;

  TaskHandle(Origin origin, long id, long parentId, Object body) {
    super(origin, id, parentId);
    content = body;
  }

  /// Whether a task that is complete ended with an exception.
  public abstract boolean hasFailed();

  /// The value of a task that is complete, or the [TaskException] it ended with.
  public final @Nullable Object result() {
    return content instanceof UnjoinedFailures.Entry entry ? entry.result() : content;
  }

  @Override
  public final Poll<T> poll(Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (!isComplete() && waitForEnd(cx.waker())) {
      return cx.pending(this);
    }
    cx.progressed();
    if (taken) {
      throw new IllegalStateException(
          "task " + id() + " was joined before: a JoinHandle gives its result once");
    }
    taken = true;
    Object result = result();
    if (hasFailed() && result instanceof TaskException failure) {
      see();
      throw failure;
    }
    return Poll.ready(valueOf(result));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the task's body has returned it as a T
  private T valueOf(@Nullable Object result) {
    return (T) result;
  }

  @Override
  public final void cancel() {
    stopWaitingForEnd();
  }

  @Override
  public final boolean isFinished() {
    return isComplete();
  }

  @Override
  public final AbortHandle abortHandle() {
    return new Aborter(this);
  }

  // ---- a failure and whoever may join

  private SpinLock lock() {
    return LOCKS[(int) id() & (LOCKS.length - 1)];
  }

  /// The task has failed; on the thread that ended it, before anybody can see that it has ended.
  final void failed(Throwable cause) {
    var failure = new TaskFailedException(id(), name(), cause);
    ended(failure, failure);
  }

  /// The task was cancelled; on the thread that ended it, before anybody can see that it has ended.
  /// What was thrown besides is suppressed in `cancellation`, and a failure if nobody joins.
  final void cancelled(TaskCancelledException cancellation) {
    List<Throwable> besides = CancelFailures.of(cancellation);
    if (besides.isEmpty()) {
      content = cancellation;
      return;
    }
    var failure = new TaskFailedException(id(), name(), besides.getFirst());
    besides.subList(1, besides.size()).forEach(failure::addSuppressed);
    ended(cancellation, failure);
  }

  /// @param result what one who joins gets
  /// @param failure what is reported if nobody does
  private void ended(TaskException result, TaskFailedException failure) {
    if (kind() == Kind.BLOCK_ON) {
      content = result; // has no handle: `blockOn` throws it
      return;
    }
    UnjoinedFailures unjoined = origin().scheduler().unjoined();
    UnjoinedFailures.Entry entry = unjoined.expect(this, result, failure);
    // Nobody looks for failures any more.
    boolean late = unjoined.isClosed() && !isWaitedFor();
    boolean nobodyWill;
    lock().lock();
    try {
      content = entry;
      nobodyWill = late || (joining & DETACHED) != 0;
      if (nobodyWill) {
        joining |= SEEN;
      }
    } finally {
      lock().unlock();
    }
    if (nobodyWill) {
      unjoined.reportNow(entry);
    }
  }

  @Override
  public final void detach() {
    UnjoinedFailures.@Nullable Entry entry = null;
    lock().lock();
    try {
      joining |= DETACHED;
      if ((joining & SEEN) == 0 && content instanceof UnjoinedFailures.Entry waiting) {
        entry = waiting;
        joining |= SEEN;
      }
    } finally {
      lock().unlock();
    }
    if (entry != null) {
      origin().scheduler().unjoined().reportNow(entry);
    }
  }

  private void see() {
    lock().lock();
    try {
      joining |= SEEN;
    } finally {
      lock().unlock();
    }
    if (content instanceof UnjoinedFailures.Entry entry) {
      origin().scheduler().unjoined().joined(entry);
    }
  }

  // ---- what a console sees of the one who waits

  @Override
  public final String operation() {
    return "JoinHandle.await";
  }

  @Override
  public final Optional<? extends Resource> resource() {
    return Optional.empty();
  }

  @Override
  public final boolean isRegistered() {
    return isWaitedFor();
  }

  @Override
  public final OptionalLong awaitedTaskId() {
    return OptionalLong.of(id());
  }

  private record Aborter(TaskHandle<?> task) implements AbortHandle {
    @Override
    public long id() {
      return task.id();
    }

    @Override
    public void abort() {
      task.abort();
    }

    @Override
    public boolean isFinished() {
      return task.isComplete();
    }
  }
}
