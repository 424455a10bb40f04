package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.concurrent.Padded;
import dev.vitrine.internal.task.TaskCell;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ready tasks of one worker: a ring that its owner pushes to and pops from, and that others
/// steal half of. After Tokio's local queue.
final class RunQueue extends Padded {
  /*
   *   head  one word of two indices, steal (upper half) and real (lower half)
   *   tail  one index
   *   Indices wrap around 32 bits; slot = index & mask.
   *
   *        steal          real              tail
   *   ───────┼──────────────┼─────────────────┼───────────
   *          │ being copied │  ready tasks    │  free
   *          │ by a thief   │                 │
   *
   * steal ≤ real ≤ tail, tail − steal ≤ capacity. steal ≠ real: one thief copies [steal, real);
   * those slots are neither free nor poppable.
   *
   *   change                           by       mode                  pairs with
   *   slot, tail := tail + 1           owner    plain, setRelease     getAcquire of tail by a thief
   *   real := real + 1                 owner    compareAndSet head    the thief's compareAndSet
   *   real := real + n   (claim)       a thief  compareAndSet head    the owner's, and other thieves'
   *   steal := real      (release)     a thief  compareAndSet head    getAcquire of head in push: the slots are free again
   *   steal, real := tail (overflow)   owner    compareAndSet head    fails when a thief was quicker
   *   looking for work before sleep    anybody  volatile read of head the owner's compareAndSet in pop, see IdleWorkers
   *
   * No task is lost or run twice: an index leaves [real, tail) only by a compare-and-set of head,
   * so one of owner and thief wins it. A slot is written again only after tail − steal says so,
   * that is after the thief's release; both null the slot before that, for the collector.
   * Half-words of 32 bits keep a thief that sleeps through 4 billion pushes from mistaking an old
   * head for the current one. In overflow the owner claims all of a full ring, then sets tail to
   * real + half: as tail = old real + capacity, these are the very slots of the older half, which
   * so become visible again without being copied. A thief that looks in between sees an empty ring;
   * the batch push that follows notifies.
   * Looked for by RunQueueRaceTest (interleavings, capacity 4) and RunQueueStressTest (full speed).
   */
  static final int CAPACITY = 256;

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(RunQueue.class, "head", long.class);
      TAIL = lookup.findVarHandle(RunQueue.class, "tail", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final @Nullable TaskCell<?>[] slots;
  private final int mask;
  private volatile long head;
  private volatile int tail;

  /// @param capacity a power of two, 2 or more
  RunQueue(int capacity) {
    slots = new TaskCell<?>[capacity];
    mask = capacity - 1;
  }

  /// Where tasks go that do not fit.
  interface Overflow {
    /// Takes `count` tasks linked from `first` to `last`.
    void overflow(TaskCell<?> first, TaskCell<?> last, int count);
  }

  // ---- the owner's side

  /// Adds a task at the back. Owner only.
  ///
  /// @return whether half of the ring went to `overflow`
  boolean push(TaskCell<?> task, Overflow overflow) {
    while (true) {
      long seen = headAcquire();
      int steal = stealOf(seen);
      int real = realOf(seen);
      int end = tailPlain();
      if (end - steal < slots.length) {
        slots[end & mask] = task;
        tailRelease(end + 1);
        return false;
      }
      if (steal != real) {
        task.setQueueNext(null);
        overflow.overflow(task, task, 1); // a thief is making room
        return false;
      }
      if (overflowNewerHalf(task, seen, end, overflow)) {
        return true;
      }
    }
  }

  private boolean overflowNewerHalf(TaskCell<?> task, long seen, int end, Overflow overflow) {
    if (!HEAD.compareAndSet(this, seen, pack(end, end))) {
      return false; // a thief was quicker: there is room now
    }
    int half = slots.length / 2;
    int newer = realOf(seen) + half;
    tailRelease(end + half);
    TaskCell<?> first = take(newer);
    TaskCell<?> last = first;
    for (int i = 1; i < half; i++) {
      TaskCell<?> next = take(newer + i);
      last.setQueueNext(next);
      last = next;
    }
    last.setQueueNext(task);
    task.setQueueNext(null);
    overflow.overflow(first, task, half + 1);
    return true;
  }

  /// Removes the task at the front. Owner only.
  @Nullable TaskCell<?> pop() {
    while (true) {
      long seen = headAcquire();
      int steal = stealOf(seen);
      int real = realOf(seen);
      if (real == tailPlain()) {
        return null;
      }
      int next = real + 1;
      if (HEAD.compareAndSet(this, seen, steal == real ? pack(next, next) : pack(steal, next))) {
        return take(real);
      }
    }
  }

  /// Slots that are free for [#push], at least. Owner only.
  int free() {
    return slots.length - (tailPlain() - stealOf(headAcquire()));
  }

  // ---- the thieves' side

  /// Moves half of the tasks here, rounded up, into `thief`, whose owner calls this.
  ///
  /// @return the last of them, which the thief runs and which is not in its ring; null when there
  ///   was nothing to take
  @Nullable TaskCell<?> stealInto(RunQueue thief) {
    if (thief.slots.length - thief.free() > thief.slots.length / 2) {
      return null;
    }
    long claimed = claim();
    int from = realOf(claimed);
    int count = stealOf(claimed);
    if (count == 0) {
      return null;
    }
    int to = thief.tailPlain();
    TaskCell<?> last = take(from);
    for (int i = 1; i < count; i++) {
      thief.slots[(to + i - 1) & thief.mask] = last;
      last = take(from + i);
    }
    release();
    thief.lastStolen = count;
    if (count > 1) {
      thief.tailRelease(to + count - 1);
    }
    return last;
  }

  /// How many tasks the last successful [#stealInto] into this ring moved. Owner only.
  int lastStolen() {
    return lastStolen;
  }

  private int lastStolen;

  /// @return how many were claimed in the upper half, from which index in the lower
  private long claim() {
    while (true) {
      long seen = headAcquire();
      int steal = stealOf(seen);
      int real = realOf(seen);
      int length = tailAcquire() - real;
      if (steal != real || length <= 0) {
        return 0;
      }
      int count = length - length / 2;
      if (HEAD.compareAndSet(this, seen, pack(steal, real + count))) {
        return pack(count, real);
      }
    }
  }

  private void release() {
    while (true) {
      long seen = headAcquire();
      int real = realOf(seen);
      if (HEAD.compareAndSet(this, seen, pack(real, real))) {
        return;
      }
    }
  }

  // ---- anybody

  /// Tasks in the ring, as far as two reads can tell.
  int length() {
    int real = realOf(head);
    return Math.clamp(tailAcquire() - real, 0, slots.length);
  }

  boolean isEmpty() {
    return length() == 0;
  }

  /// Hands over what seems to be in the ring; for readers of figures, who must expect tasks that
  /// have left it meanwhile.
  void peek(Consumer<TaskCell<?>> action) {
    int real = realOf(headAcquire());
    int length = length();
    for (int i = 0; i < length; i++) {
      TaskCell<?> task = slots[(real + i) & mask];
      if (task != null) {
        action.accept(task);
      }
    }
  }

  private TaskCell<?> take(int index) {
    TaskCell<?> task = slots[index & mask];
    if (task == null) {
      throw new AssertionError(
          "slot "
              + index
              + " of a run queue is empty: head="
              + Long.toHexString(head)
              + " tail="
              + tail);
    }
    slots[index & mask] = null;
    return task;
  }

  private static long pack(int steal, int real) {
    return ((long) steal << 32) | (real & 0xffff_ffffL);
  }

  private static int stealOf(long head) {
    return (int) (head >>> 32);
  }

  private static int realOf(long head) {
    return (int) head;
  }

  private long headAcquire() {
    return (long) HEAD.getAcquire(this);
  }

  private int tailPlain() {
    return (int) TAIL.get(this);
  }

  private int tailAcquire() {
    return (int) TAIL.getAcquire(this);
  }

  private void tailRelease(int value) {
    TAIL.setRelease(this, value);
  }
}
