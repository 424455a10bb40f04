package dev.vitrine.internal.task;

import dev.vitrine.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The strands of one task: all of them, newest first, and those that are ready for a step.
final class Strands {
  /*
   * Ready list: a stack that anybody pushes on with a compare-and-set; the thread that polls the task takes it whole and
   * turns it round, so strands run in the order in which they became ready. A strand is in a list at most once (Strand: listed), so its link is free
   * when it is pushed.
   * Whoever pushes wakes the task afterwards: a push that the loop of the poll does not see is seen by the next poll.
   *
   * A strand that yields asks for its next step in the poll that it yields in, on the thread that polls, and goes to a list of that thread's own. The task
   * keeps the lock on its body while it waits for its queue (TaskState: handed on); the next poll puts the list before what is ready.
   */
  private static final VarHandle PUSHED;

  static {
    try {
      PUSHED = MethodHandles.lookup().findVarHandle(Strands.class, "pushed", Strand.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile @Nullable Strand pushed;
  private volatile @Nullable Strand newest;
  private @Nullable Strand taken;
  private @Nullable Strand firstYielded;
  private @Nullable Strand lastYielded;
  private @Nullable Strand resumed;
  private boolean partEnding;

  /// Starts a strand of `task` for `block`; by the thread that polls the task or a strand on it.
  Strand start(TaskCell<?> task, AsyncBlock<?> block, boolean insideBlock) {
    var strand = new Strand(task, block, insideBlock);
    Strand before = newest;
    strand.older = before;
    if (before != null) {
      before.newer = strand;
    }
    newest = strand;
    strand.start();
    return strand;
  }

  /// A block has ended: wakes the part of the task that waits for it, which is no call to a waker
  /// of the task; by the thread that polls it.
  void partEnded(Waker waiting) {
    partEnding = true;
    try {
      waiting.wake();
    } finally {
      partEnding = false;
    }
  }

  /// Whether the waker that is called now is only that of a part that waits for another.
  boolean isPartEnding() {
    return partEnding;
  }

  /// The strand can take a step; by any thread.
  void ready(Strand strand) {
    while (true) {
      Strand before = pushed;
      strand.nextReady = before;
      if (PUSHED.compareAndSet(this, before, strand)) {
        return;
      }
    }
  }

  /// The strand can take a step, in the next poll; by the thread that polls the task.
  void yielded(Strand strand) {
    Strand last = lastYielded;
    if (last == null) {
      firstYielded = strand;
    } else {
      last.nextReady = strand;
    }
    lastYielded = strand;
  }

  boolean hasYielded() {
    return firstYielded != null;
  }

  /// A poll begins: those that have yielded are ready, before all others.
  void resumeYielded() {
    Strand last = lastYielded;
    if (last != null) {
      last.nextReady = taken;
      taken = firstYielded;
      firstYielded = null;
      lastYielded = null;
    }
  }

  boolean hasReady() {
    return taken != null || pushed != null;
  }

  /// The strand that has been ready longest, taken out of the list.
  @Nullable Strand nextReady() {
    Strand first = taken;
    if (first == null) {
      Strand stack = pushed == null ? null : (Strand) PUSHED.getAndSet(this, null);
      while (stack != null) {
        Strand below = stack.nextReady;
        stack.nextReady = first;
        first = stack;
        stack = below;
      }
    }
    if (first != null) {
      taken = first.nextReady;
      first.nextReady = null;
    }
    return first;
  }

  /// Lets `strand`, which came out of [#nextReady], take its step; by the thread that polls the
  /// task.
  void resume(Strand strand) {
    resumed = strand;
    try {
      strand.resume();
    } finally {
      resumed = null;
    }
  }

  /// The one that takes a step now; by any thread.
  @Nullable Strand resumed() {
    return resumed;
  }

  /// The body has ended: cancels the strands that are left, last started first, each when the one
  /// before it has ended.
  ///
  /// @return whether none is left
  boolean cancelNewest() {
    Strand last = newest;
    if (last == null) {
      return true;
    }
    last.sendCancel();
    return false;
  }

  /// Forgets a strand that has ended; by that strand as its last act. It keeps its own link, so
  /// that a reader who stands on it gets on.
  void ended(Strand strand) {
    Strand newer = strand.newer;
    Strand older = strand.older;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older != null) {
      older.newer = newer;
    }
  }

  /// Those that have not ended, oldest first; by any thread.
  List<Strand> living() {
    var living = new ArrayList<Strand>();
    for (Strand strand = newest; strand != null; strand = strand.older) {
      if (!strand.hasEnded()) {
        living.addFirst(strand);
      }
    }
    return living;
  }
}
