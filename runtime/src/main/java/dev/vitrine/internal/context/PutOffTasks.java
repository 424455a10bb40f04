package dev.vitrine.internal.context;

import dev.vitrine.internal.concurrent.Padded;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tasks that wait to be queued again, first in, first out; of one thread.
final class PutOffTasks extends Padded {
  private static final int PADDING = 32; // references; two cache lines, see Padded

  // Of objects: to store into an array of an interface takes a search for it each time.
  private @Nullable Object[] tasks = new Object[PADDING + 32 + PADDING];
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  void add(PolledTask task) {
    int place = PADDING + count;
    if (place == tasks.length - PADDING) {
      tasks = Arrays.copyOf(tasks, place + count + PADDING);
    }
    tasks[place] = task;
    count++;
  }

  /// Queues the first `first` tasks on the thread of `context`. What comes meanwhile stays.
  void queue(int first, ThreadContext context) {
    for (int i = 0; i < first; i++) {
      if (tasks[PADDING + i] instanceof PolledTask task) {
        task.queueAgain(context);
      }
    }
    int left = count - first;
    System.arraycopy(tasks, PADDING + first, tasks, PADDING, left);
    Arrays.fill(tasks, PADDING + left, PADDING + count, null);
    count = left;
  }
}
