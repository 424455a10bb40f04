package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.task.TaskCell;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ready tasks of a current-thread runtime: first in, first out, growing. One thread pushes and
/// pops; others may look at it for figures.
final class LocalQueue {
  private static final int INITIAL = 64;

  private volatile @Nullable TaskCell<?>[] slots = new TaskCell<?>[INITIAL];
  private volatile int head; // written by the owner alone
  private volatile int tail; // written by the owner alone

  void push(TaskCell<?> task) {
    int end = tail;
    if (end - head == slots.length) {
      grow();
    }
    slots[end & (slots.length - 1)] = task;
    tail = end + 1;
  }

  @Nullable TaskCell<?> pop() {
    int front = head;
    if (front == tail) {
      return null;
    }
    int index = front & (slots.length - 1);
    TaskCell<?> task = slots[index];
    slots[index] = null;
    head = front + 1;
    return task;
  }

  private void grow() {
    @Nullable TaskCell<?>[] old = slots;
    @Nullable TaskCell<?>[] larger = new TaskCell<?>[old.length * 2];
    for (int i = head; i != tail; i++) {
      larger[i & (larger.length - 1)] = old[i & (old.length - 1)];
    }
    slots = larger;
  }

  int length() {
    return Math.max(0, tail - head);
  }

  boolean isEmpty() {
    return head == tail;
  }

  /// Hands over what seems to be queued.
  void peek(Consumer<TaskCell<?>> action) {
    @Nullable TaskCell<?>[] seen = slots;
    int from = head;
    int count = Math.min(tail - from, seen.length);
    for (int i = 0; i < count; i++) {
      TaskCell<?> task = seen[(from + i) & (seen.length - 1)];
      if (task != null) {
        action.accept(task);
      }
    }
  }
}
