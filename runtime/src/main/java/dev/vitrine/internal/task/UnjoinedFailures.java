package dev.vitrine.internal.task;

import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.task.TaskException;
import dev.vitrine.task.TaskFailedException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Failures of tasks whose handle nobody has awaited yet, and the handler that gets those nobody
/// will.
///
/// A failure is reported when its handle was detached, when the handle has become unreachable
/// without having been awaited (noticed some time after a garbage collection, and up to a minute
/// later while a console keeps finished tasks), and at the latest when the runtime is closed; one
/// of a task that was left behind then, when that fails and nobody waits for it. Each is reported
/// once.
public final class UnjoinedFailures {
  private static final System.Logger LOG = System.getLogger("dev.vitrine");

  private final Consumer<TaskFailedException> handler;
  private final ReferenceQueue<TaskHandle<?>> lost = new ReferenceQueue<>();
  private final SpinLock lock = new SpinLock();
  private final Set<Entry> waiting = new HashSet<>(); // under the lock
  // Set before the last look at `waiting`, and read by whoever has added to that: one of the two
  // sees the other.
  private volatile boolean closed;

  public UnjoinedFailures(Consumer<TaskFailedException> handler) {
    this.handler = handler;
  }

  /// What happens when the user gave no handler: the failure is logged.
  public static void log(TaskFailedException failure) {
    LOG.log(
        System.Logger.Level.ERROR,
        failure.getMessage() + ", and nobody joined it",
        failure.getCause());
  }

  /// A task has failed whose handle exists and has not been awaited.
  ///
  /// @param result what one who awaits it gets
  Entry expect(TaskHandle<?> handle, TaskException result, TaskFailedException failure) {
    var entry = new Entry(handle, lost, result, failure);
    lock.lock();
    try {
      waiting.add(entry);
    } finally {
      lock.unlock();
    }
    return entry;
  }

  /// Whether [#reportAll] has been called: what waits from now on, nobody reports.
  boolean isClosed() {
    return closed;
  }

  /// Somebody has seen the failure.
  void joined(Entry entry) {
    remove(entry);
  }

  /// Nobody will see the failure: reports it, unless that has been done.
  void reportNow(Entry entry) {
    if (remove(entry)) {
      report(entry.failure);
    }
  }

  /// @return whether it was still waiting; true for one caller
  private boolean remove(Entry entry) {
    entry.clear();
    lock.lock();
    try {
      return waiting.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  /// Reports a failure that no handle leads to.
  void report(TaskFailedException failure) {
    try {
      handler.accept(failure);
    } catch (Throwable e) {
      e.addSuppressed(failure);
      LOG.log(System.Logger.Level.ERROR, "the handler for unjoined failures failed", e);
    }
  }

  /// Reports the failures whose handles have become unreachable. Called now and then.
  public void reportLost() {
    for (var reference = lost.poll(); reference != null; reference = lost.poll()) {
      if (reference instanceof Entry entry) {
        reportNow(entry);
      }
    }
  }

  /// The runtime is closed: reports what nobody has joined.
  public void reportAll() {
    closed = true;
    List<Entry> left;
    lock.lock();
    try {
      left = List.copyOf(waiting);
    } finally {
      lock.unlock();
    }
    left.forEach(this::reportNow);
  }

  static final class Entry extends PhantomReference<TaskHandle<?>> {
    private final TaskException result;
    private final TaskFailedException failure;

    private Entry(
        TaskHandle<?> handle,
        ReferenceQueue<TaskHandle<?>> queue,
        TaskException result,
        TaskFailedException failure) {
      super(handle, queue);
      this.result = result;
      this.failure = failure;
    }

    TaskException result() {
      return result;
    }
  }
}
