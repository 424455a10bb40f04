package dev.vitrine.internal.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The live tasks of a runtime that have been pending at least once, in shards with a lock each.
///
/// A task that ends in its first poll is never in here. Locks are held for a few instructions,
/// never while other code runs, so they spin: a parking lock could suspend the async block that
/// holds it.
public final class OwnedTasks {
  private static final int FEWEST_SHARDS = 64;

  private final Shard[] shards;
  private volatile boolean closed;

  /// @param workers of the runtime, 1 or more
  public OwnedTasks(int workers) {
    int wanted = Math.max(FEWEST_SHARDS, Integer.highestOneBit(Math.max(1, workers * 4 - 1)) << 1);
    shards = new Shard[Math.min(wanted, 1 << 16)];
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new Shard();
    }
  }

  /// Adds a task; by the thread that runs it.
  ///
  /// @param evenIfClosed for a task that is being cancelled and takes its time
  /// @return false after [#close]: the caller cancels the task
  public boolean add(TaskCell<?> task, boolean evenIfClosed) {
    Shard shard = shardOf(task);
    shard.lock();
    try {
      if (closed && !evenIfClosed) {
        return false;
      }
      shard.add(task);
      return true;
    } finally {
      shard.unlock();
    }
  }

  /// Removes a task that was added; by the thread that ended it.
  ///
  /// @return whether its shard is empty now
  public boolean remove(TaskCell<?> task) {
    Shard shard = shardOf(task);
    shard.lock();
    try {
      shard.remove(task);
      return shard.first == null;
    } finally {
      shard.unlock();
    }
  }

  /// From now on nothing can be added.
  public void close() {
    closed = true;
  }

  public boolean isClosed() {
    return closed;
  }

  public boolean isEmpty() {
    for (Shard shard : shards) {
      shard.lock();
      try {
        if (shard.first != null) {
          return false;
        }
      } finally {
        shard.unlock();
      }
    }
    return true;
  }

  /// Hands over every task. Only one shard is locked at a time, and not while `action` runs.
  ///
  /// @param startShard any number: several threads that start apart meet less often
  public void forEach(int startShard, Consumer<TaskCell<?>> action) {
    for (int i = 0; i < shards.length; i++) {
      part(Math.floorMod(startShard + i, shards.length)).forEach(action);
    }
  }

  /// How many parts there are.
  public int parts() {
    return shards.length;
  }

  /// The tasks of one part now. Each task is always in the same one.
  ///
  /// @param index 0 to [#parts()] - 1
  public List<TaskCell<?>> part(int index) {
    return tasksOf(shards[index]);
  }

  /// The tasks of the part in which the task of that number is, if it is in any.
  public List<TaskCell<?>> partOf(long id) {
    return tasksOf(shards[shardOf(id)]);
  }

  private static List<TaskCell<?>> tasksOf(Shard shard) {
    var batch = new ArrayList<TaskCell<?>>();
    shard.lock();
    try {
      for (TaskCell<?> task = shard.first; task != null; task = task.ownedNext) {
        batch.add(task);
      }
    } finally {
      shard.unlock();
    }
    return batch;
  }

  private Shard shardOf(TaskCell<?> task) {
    return shards[shardOf(task.id())];
  }

  private int shardOf(long id) {
    return (int) id & (shards.length - 1);
  }

  private static final class Shard {
    private final AtomicBoolean locked = new AtomicBoolean();
    private @Nullable TaskCell<?> first;

    void lock() {
      while (locked.getPlain() || !locked.compareAndSet(false, true)) {
        Thread.onSpinWait();
      }
    }

    void unlock() {
      locked.setRelease(false);
    }

    void add(TaskCell<?> task) {
      TaskCell<?> second = first;
      task.ownedNext = second;
      if (second != null) {
        second.ownedPrevious = task;
      }
      first = task;
    }

    void remove(TaskCell<?> task) {
      TaskCell<?> previous = task.ownedPrevious;
      TaskCell<?> next = task.ownedNext;
      if (previous != null) {
        previous.ownedNext = next;
      } else if (first == task) {
        first = next;
      }
      if (next != null) {
        next.ownedPrevious = previous;
      }
      task.ownedPrevious = null;
      task.ownedNext = null;
    }
  }
}
