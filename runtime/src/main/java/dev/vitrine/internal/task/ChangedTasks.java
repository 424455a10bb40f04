package dev.vitrine.internal.task;

import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.concurrent.SpinLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tasks that have changed since the last look, while somebody is told of it, and the finished
/// ones that are kept while somebody watches.
///
/// A task is in the stack of changed tasks at most once, guarded by its own flag, so publishing
/// costs what has changed and not what exists. Each open watch gets every change, or is told to
/// look at all that lives when there are more than are kept for it.
public final class ChangedTasks {
  static final int MOST_FINISHED = 10_000;
  static final long KEEP_FINISHED_NANOS = 60_000_000_000L;

  /// A program that starts and ends a million tasks a second must not keep them all until the next
  /// look.
  private static final int MOST_CHANGED = 50_000;

  /// Of more than that it is chance which ones are listed, and the collector copies them all, so
  /// that a program that goes on like this is given a shorter list for the next looks.
  private static final int FEW_CHANGED = 10_000;

  private static final int FEW_LOOKS = 9; // then a whole list shows whether it still goes on

  private static final AtomicReference<@Nullable Change> CHANGED = new AtomicReference<>();
  private static final AtomicInteger LISTED = new AtomicInteger();
  private static final AtomicBoolean OVERFLOWED = new AtomicBoolean();
  private static volatile int room = MOST_CHANGED; // of the list, until the next look
  private static int fewLooks; // that have a shorter one; under the lock of the readers
  private static final SpinLock FINISHED_LOCK = new SpinLock();
  private static final ArrayDeque<TaskCell<?>> FINISHED = new ArrayDeque<>();
  private static final List<Reader> READERS = new ArrayList<>();
  private static int exactReaders; // under the lock of the readers
  private static final LongAdder DROPPED = new LongAdder();
  private static volatile int finishedSinceLook; // written under the lock

  private ChangedTasks() {}

  private static final class Change {
    final TaskCell<?> task;
    @Nullable Change next;

    Change(TaskCell<?> task) {
      this.task = task;
    }
  }

  /// Whether the list has no room; the next reader is told then to look at every task that lives.
  ///
  /// What all workers would write they only read, once one of them has: a program that changes more
  /// tasks than fit does so at full speed.
  static boolean isFull() {
    if (LISTED.get() < room) {
      return false;
    }
    if (!OVERFLOWED.get()) {
      OVERFLOWED.set(true);
    }
    return true;
  }

  /// Puts a task on the list, which was not full a moment ago.
  static void changed(TaskCell<?> task) {
    LISTED.incrementAndGet();
    var change = new Change(task);
    do {
      change.next = CHANGED.get();
    } while (!CHANGED.compareAndSet(change.next, change));
  }

  /// Keeps a task that has finished, unless as many as can be kept have since the last look: who
  /// ends a million tasks a second is not held up by a list of the last ones.
  static void finished(TaskCell<?> task) {
    if (finishedSinceLook >= MOST_FINISHED) {
      DROPPED.increment();
      return;
    }
    FINISHED_LOCK.lock();
    try {
      int kept = finishedSinceLook;
      finishedSinceLook = kept + 1;
      FINISHED.addLast(task);
      while (FINISHED.size() > MOST_FINISHED) {
        FINISHED.removeFirst();
        DROPPED.increment();
      }
    } finally {
      FINISHED_LOCK.unlock();
    }
  }

  /// Those that have finished within the last minute, oldest first.
  public static List<TaskView> recentlyFinished() {
    FINISHED_LOCK.lock();
    try {
      finishedSinceLook = 0;
      forgetOld();
      return List.copyOf(FINISHED);
    } finally {
      FINISHED_LOCK.unlock();
    }
  }

  private static void forgetOld() {
    long oldest = System.nanoTime() - KEEP_FINISHED_NANOS;
    for (TaskCell<?> first = FINISHED.peekFirst(); first != null; first = FINISHED.peekFirst()) {
      if (first.finishedAtNanos() - oldest > 0) {
        break;
      }
      FINISHED.removeFirst();
    }
  }

  public static long finishedDropped() {
    return DROPPED.sum();
  }

  /// Starts reading; the changes from now on are kept until they are drained.
  ///
  /// @param exact whether tasks that have finished are kept for it
  public static Reader newReader(boolean exact) {
    var reader = new Reader(exact);
    synchronized (READERS) {
      READERS.add(reader);
      exactReaders += exact ? 1 : 0;
    }
    return reader;
  }

  /// One watch's share of the changes.
  public static final class Reader {
    private final Set<TaskView> pending = new LinkedHashSet<>();
    private final boolean exact;
    private boolean incomplete;

    private Reader(boolean exact) {
      this.exact = exact;
    }

    /// Hands over what has changed.
    ///
    /// @param living hands over every task that lives; asked when there were too many changes to
    ///   keep
    public void drain(Consumer<TaskView> action, Consumer<Consumer<TaskView>> living) {
      List<TaskView> mine;
      boolean all;
      synchronized (READERS) {
        collect();
        mine = List.copyOf(pending);
        pending.clear();
        all = incomplete;
        incomplete = false;
      }
      mine.forEach(action);
      if (all) {
        Set<TaskView> handedOver = Set.copyOf(mine);
        living.accept(
            task -> {
              if (!handedOver.contains(task)) {
                action.accept(task);
              }
            });
      }
    }

    public void close() {
      synchronized (READERS) {
        if (!READERS.remove(this)) {
          return;
        }
        exactReaders -= exact ? 1 : 0;
        if (READERS.isEmpty()) {
          collect();
        }
        if (exactReaders == 0) { // what was kept is kept for nobody
          FINISHED_LOCK.lock();
          try {
            FINISHED.clear();
            finishedSinceLook = 0;
          } finally {
            FINISHED_LOCK.unlock();
          }
        }
      }
    }
  }

  private static void collect() {
    if (exactReaders > 0) {
      FINISHED_LOCK.lock();
      try {
        forgetOld();
      } finally {
        FINISHED_LOCK.unlock();
      }
    }
    LISTED.set(0);
    boolean overflowed = OVERFLOWED.getAndSet(false);
    if (overflowed) {
      READERS.forEach(reader -> reader.incomplete = true);
      fewLooks = fewLooks == 0 ? FEW_LOOKS : fewLooks - 1;
    } else {
      fewLooks = 0;
    }
    room = fewLooks == 0 ? MOST_CHANGED : FEW_CHANGED;
    for (Change each = CHANGED.getAndSet(null); each != null; each = each.next) {
      each.task.clearChanged();
      for (Reader reader : READERS) {
        if (reader.pending.size() < MOST_CHANGED) {
          reader.pending.add(each.task);
        } else {
          reader.incomplete = true; // others look more often than it does
        }
      }
    }
  }
}
