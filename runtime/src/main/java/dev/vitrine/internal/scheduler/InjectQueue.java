package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.task.TaskCell;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The queue of the whole runtime: tasks from outside, and what does not fit into a worker's ring.
/// First in, first out.
final class InjectQueue implements RunQueue.Overflow {
  /*
   * Producers push on a stack with a compare-and-set, one task or a linked batch. A consumer takes
   * the whole stack, turns it round and keeps what it does not need in a list. One consumer at a
   * time: whoever does not get the flag goes on without, and looks again before it sleeps (isEmpty
   * looks at both parts), so nothing is left lying. A push is counted only after it is seen, so the
   * length may be too small for a while, down to nothing with a task of another, counted push in
   * the list: hence isEmpty asks the list as well, and the length only for tasks on their way from
   * one to the other. A lock that parks would be wrong here: an async block that wakes a task would
   * suspend in the middle of it.
   *
   * A reader of figures has the flag only while it copies some tasks. It goes on at the task it
   * came to if that one is in the list still: tasks leave at the front, so it is unless more have
   * left than came before it. Then it goes on at the front. Once the list has run empty all that it
   * wanted to see has left.
   *
   * close exchanges the stack for CLOSED; from then on a push is refused, and whoever pushed sees
   * to the task (Scheduler.refused).
   * Looked for by InjectQueueRaceTest and InjectQueueStressTest.
   */
  private static final Object CLOSED = new Object();
  private static final int PART_TASKS = 256; // that a reader of figures copies at a time

  private static final VarHandle PUSHED;
  private static final VarHandle FIRST;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PUSHED = lookup.findVarHandle(InjectQueue.class, "pushed", Object.class);
      FIRST = lookup.findVarHandle(InjectQueue.class, "first", TaskCell.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Consumer<TaskCell<?>> refused;
  private final int partTasks;
  private volatile @Nullable Object pushed;
  private final AtomicInteger length = new AtomicInteger();
  private final AtomicLong remoteSchedules = new AtomicLong();
  private final AtomicBoolean consuming = new AtomicBoolean();

  // The consumer's; others only ask whether `first` is there.
  private @Nullable TaskCell<?> first;
  private @Nullable TaskCell<?> last;
  private long leftList; // tasks, since the queue exists
  private long lists; // one after the other: the next one begins when all of one has left

  InjectQueue() {
    this(TaskCell::cancelUnpolled);
  }

  /// @param refused what becomes of the tasks of a batch that comes when the queue is closed
  InjectQueue(Consumer<TaskCell<?>> refused) {
    this(refused, PART_TASKS);
  }

  /// @param partTasks how many tasks a reader of figures copies at a time
  InjectQueue(Consumer<TaskCell<?>> refused, int partTasks) {
    this.refused = refused;
    this.partTasks = partTasks;
  }

  /// Adds a task from a thread that is no worker.
  ///
  /// @return false when the queue is closed
  boolean pushRemote(TaskCell<?> task) {
    remoteSchedules.incrementAndGet();
    task.setQueueNext(null);
    return push(task, task, 1);
  }

  /// Adds a batch that a worker has no room for. When the queue is closed, that is when the runtime
  /// was closed without waiting for this worker, the tasks are refused.
  @Override
  public void overflow(TaskCell<?> front, TaskCell<?> back, int count) {
    // The stack is turned round when it is taken: link the batch the other way.
    TaskCell<?> below = null;
    TaskCell<?> task = front;
    while (task != null) {
      TaskCell<?> next = task == back ? null : task.queueNext();
      task.setQueueNext(below);
      below = task;
      task = next;
    }
    if (!push(back, front, count)) {
      for (TaskCell<?> each = back; each != null; ) {
        TaskCell<?> next = each.queueNext();
        refused.accept(each);
        each = next;
      }
    }
  }

  /// @param top what is taken out last
  /// @param bottom what is taken out first; its link is free
  private boolean push(TaskCell<?> top, TaskCell<?> bottom, int count) {
    while (true) {
      Object before = pushed;
      if (before == CLOSED) {
        return false;
      }
      bottom.setQueueNext((TaskCell<?>) before);
      if (PUSHED.compareAndSet(this, before, top)) {
        length.addAndGet(count);
        return true;
      }
    }
  }

  /// Removes up to `count` tasks.
  ///
  /// @return the first of them, the others linked behind it; null when there is none, or when
  ///   another consumer is at it
  @Nullable TaskCell<?> take(int count) {
    if (isEmpty() || !consuming.compareAndSet(false, true)) {
      return null;
    }
    try {
      refill();
      TaskCell<?> head = first;
      TaskCell<?> end = head;
      int taken = end == null ? 0 : 1;
      while (end != null && taken < count && end.queueNext() != null) {
        end = end.queueNext();
        taken++;
      }
      if (end != null) {
        TaskCell<?> rest = end.queueNext();
        FIRST.setRelease(this, rest); // before the length says that fewer are left
        end.setQueueNext(null);
        if (rest == null) {
          last = null;
        }
        leftList += taken;
        length.addAndGet(-taken);
      }
      return head;
    } finally {
      consuming.setRelease(false);
    }
  }

  private void refill() {
    if (first == null) {
      appendPushed();
    }
  }

  private void appendPushed() {
    if (pushed != null && pushed != CLOSED) {
      append((TaskCell<?>) PUSHED.getAndSet(this, null));
    }
  }

  private void append(@Nullable TaskCell<?> stack) {
    TaskCell<?> front = null;
    TaskCell<?> back = stack;
    TaskCell<?> task = stack;
    while (task != null) {
      TaskCell<?> below = task.queueNext();
      task.setQueueNext(front);
      front = task;
      task = below;
    }
    TaskCell<?> end = last;
    if (end == null) {
      lists++;
      FIRST.setRelease(this, front);
    } else {
      end.setQueueNext(front);
    }
    last = back;
  }

  /// Refuses every later push, and gives what is left. By the thread that has stopped all
  /// consumers.
  @Nullable TaskCell<?> close() {
    waitForFlag();
    Object stack = PUSHED.getAndSet(this, CLOSED);
    if (stack != CLOSED) {
      append((TaskCell<?>) stack);
    }
    TaskCell<?> rest = first;
    first = null;
    last = null;
    lists++;
    length.set(0);
    consuming.setRelease(false);
    return rest;
  }

  /// Tasks in the queue; one that is pushed right now may not be counted yet. Who counts its task
  /// after the queue was closed counts one that is gone.
  int length() {
    return pushed == CLOSED ? 0 : Math.max(0, length.get());
  }

  boolean isEmpty() {
    Object top = pushed;
    return top == CLOSED
        || (top == null && length.get() <= 0 && (TaskCell<?>) FIRST.getAcquire(this) == null);
  }

  long remoteSchedules() {
    return remoteSchedules.get();
  }

  /// Hands over what is queued now, but for what is taken out before its turn comes; for readers of
  /// figures. Pushes and takers go on meanwhile.
  void peek(Consumer<TaskCell<?>> action) {
    if (isEmpty()) {
      return;
    }
    var part = new ArrayList<TaskCell<?>>();
    var place = new Place();
    do {
      part.clear();
      copyPart(place, part);
      part.forEach(action);
    } while (part.size() == partTasks);
  }

  private void waitForFlag() {
    while (!consuming.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
  }

  private void copyPart(Place place, List<TaskCell<?>> into) {
    waitForFlag();
    try {
      if (place.list < 0) {
        appendPushed();
        place.list = lists;
        place.moveTo(first, leftList);
      } else if (place.list != lists) {
        return;
      } else if (place.index < leftList) {
        place.moveTo(first, leftList);
      }
      TaskCell<?> task = place.next;
      while (task != null && into.size() < partTasks) {
        into.add(task);
        task = task.queueNext();
      }
      place.moveTo(task, place.index + into.size());
    } finally {
      consuming.setRelease(false);
    }
  }

  /// Where a reader of figures has come to.
  private static final class Place {
    private long list = -1;
    private long index; // how many have left the list when this one is at its front
    private @Nullable TaskCell<?> next;

    void moveTo(@Nullable TaskCell<?> next, long index) {
      this.next = next;
      this.index = index;
    }
  }
}
