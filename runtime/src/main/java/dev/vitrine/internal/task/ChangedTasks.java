package dev.vitrine.internal.task;

import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.concurrent.SpinLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// While somebody watches: the tasks that have changed since the last look, and the finished ones
/// that are kept.
///
/// A task is in the stack of changed tasks at most once, guarded by its own flag, so publishing
/// costs what has changed and not what exists. Each open watch gets every change.
public final class ChangedTasks {
  static final int MOST_FINISHED = 10_000;
  static final long KEEP_FINISHED_NANOS = 60_000_000_000L;

  private static final AtomicReference<@Nullable TaskFigures> CHANGED = new AtomicReference<>();
  private static final SpinLock FINISHED_LOCK = new SpinLock();
  private static final ArrayDeque<TaskCell<?>> FINISHED = new ArrayDeque<>();
  private static final List<Reader> READERS = new ArrayList<>();
  private static long dropped;

  private ChangedTasks() {}

  static void changed(TaskFigures task) {
    while (true) {
      TaskFigures before = CHANGED.get();
      task.nextChanged = before;
      if (CHANGED.compareAndSet(before, task)) {
        return;
      }
    }
  }

  static void finished(TaskCell<?> task) {
    FINISHED_LOCK.lock();
    try {
      FINISHED.addLast(task);
      while (FINISHED.size() > MOST_FINISHED) {
        FINISHED.removeFirst();
        dropped++;
      }
    } finally {
      FINISHED_LOCK.unlock();
    }
  }

  /// Those that have finished within the last minute, oldest first.
  public static List<TaskView> recentlyFinished() {
    long oldest = System.nanoTime() - KEEP_FINISHED_NANOS;
    FINISHED_LOCK.lock();
    try {
      for (TaskCell<?> first = FINISHED.peekFirst(); first != null; first = FINISHED.peekFirst()) {
        if (first.finishedAtNanos() - oldest > 0) {
          break;
        }
        FINISHED.removeFirst();
      }
      return List.copyOf(FINISHED);
    } finally {
      FINISHED_LOCK.unlock();
    }
  }

  public static long finishedDropped() {
    FINISHED_LOCK.lock();
    try {
      return dropped;
    } finally {
      FINISHED_LOCK.unlock();
    }
  }

  /// Starts reading; the changes from now on are kept until they are drained.
  public static Reader newReader() {
    var reader = new Reader();
    synchronized (READERS) {
      READERS.add(reader);
    }
    return reader;
  }

  /// One watch's share of the changes.
  public static final class Reader {
    private final Set<TaskView> pending = new LinkedHashSet<>();

    private Reader() {}

    public void drain(Consumer<TaskView> action) {
      List<TaskView> mine;
      synchronized (READERS) {
        collect();
        mine = List.copyOf(pending);
        pending.clear();
      }
      mine.forEach(action);
    }

    public void close() {
      synchronized (READERS) {
        READERS.remove(this);
        if (READERS.isEmpty()) {
          collect();
          FINISHED_LOCK.lock();
          try {
            FINISHED.clear();
            dropped = 0;
          } finally {
            FINISHED_LOCK.unlock();
          }
        }
      }
    }
  }

  private static void collect() {
    TaskFigures task = CHANGED.getAndSet(null);
    while (task != null) {
      TaskFigures next = task.nextChanged;
      task.nextChanged = null;
      task.clearChanged();
      for (Reader reader : READERS) {
        reader.pending.add(task);
      }
      task = next;
    }
  }
}
