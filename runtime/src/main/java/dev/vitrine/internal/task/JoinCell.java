package dev.vitrine.internal.task;

import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.task.AbortHandle;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskException;
import dev.vitrine.task.TaskFailedException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The handle of a task, and the operation of waiting for its end.
final class JoinCell<T extends @Nullable Object> implements JoinHandle<T>, Operation {
  private static final SpinLock[] LOCKS = new SpinLock[64];

  static {
    Arrays.setAll(LOCKS, _ -> new SpinLock());
  }

  private final TaskCell<T> task;
  private boolean taken;

  // Whether nobody will join, and the failure that waits for somebody to. Under the task's lock of
  // LOCKS, which are shared so that no task pays for one of its own.
  private boolean detached;
  private boolean seen;
  private UnjoinedFailures.@Nullable Entry unjoined;

  JoinCell(TaskCell<T> task) {
    this.task = task;
  }

  @Override
  public Poll<T> poll(Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (!task.isComplete() && task.joiner().set(cx.waker())) {
      return cx.pending(this);
    }
    cx.progressed();
    if (taken) {
      throw new IllegalStateException(
          "task " + task.id() + " was joined before: a JoinHandle gives its result once");
    }
    taken = true;
    see();
    Object result = task.result();
    if (task.hasFailed() && result instanceof TaskException failed) {
      throw failed;
    }
    return Poll.ready(valueOf(result));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the task's body has returned it as a T
  private T valueOf(@Nullable Object result) {
    return (T) result;
  }

  @Override
  public void cancel() {
    task.joiner().set(null);
  }

  @Override
  public long id() {
    return task.id();
  }

  @Override
  public String name() {
    return task.name();
  }

  @Override
  public void abort() {
    task.abort();
  }

  @Override
  public boolean isFinished() {
    return task.isComplete();
  }

  @Override
  public AbortHandle abortHandle() {
    return new Aborter(task);
  }

  // ---- a failure and whoever may join

  private SpinLock lock() {
    return LOCKS[(int) task.id() & (LOCKS.length - 1)];
  }

  /// The task has failed; on the thread that ended it, before anybody can see that it has ended.
  void failed(TaskFailedException thrown) {
    UnjoinedFailures.Entry entry = task.scheduler().unjoined().expect(this, thrown);
    boolean nobodyWill;
    lock().lock();
    try {
      unjoined = entry;
      nobodyWill = detached;
      seen = nobodyWill;
    } finally {
      lock().unlock();
    }
    if (nobodyWill) {
      task.scheduler().unjoined().reportNow(entry);
    }
  }

  @Override
  public void detach() {
    UnjoinedFailures.@Nullable Entry entry = null;
    lock().lock();
    try {
      detached = true;
      if (!seen) {
        entry = unjoined;
        seen = entry != null;
      }
    } finally {
      lock().unlock();
    }
    if (entry != null) {
      task.scheduler().unjoined().reportNow(entry);
    }
  }

  private void see() {
    UnjoinedFailures.@Nullable Entry entry;
    lock().lock();
    try {
      seen = true;
      entry = unjoined;
      unjoined = null;
    } finally {
      lock().unlock();
    }
    if (entry != null) {
      task.scheduler().unjoined().joined(entry);
    }
  }

  // ---- what a console sees

  @Override
  public String operation() {
    return "JoinHandle.await";
  }

  @Override
  public Optional<? extends Resource> resource() {
    return Optional.empty();
  }

  @Override
  public boolean isRegistered() {
    return task.joiner().isWaitedFor();
  }

  @Override
  public OptionalLong awaitedTaskId() {
    return OptionalLong.of(task.id());
  }

  private record Aborter(TaskCell<?> task) implements AbortHandle {
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
