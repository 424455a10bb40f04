package dev.vitrine.internal.task;

import dev.vitrine.future.Waker;
import dev.vitrine.internal.concurrent.Wakes;
import dev.vitrine.task.TaskCancelledException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The strands of one task, the block that is its body excepted: all of them, newest first, and
/// those that are ready for a step.
final class Strands {
  /*
   * Most tasks of async blocks are one block, their body, and have no Strands: of it, listed says
   * that it is ready (Strand).
   *
   * Ready list: a stack that anybody pushes on with a compare-and-set; the thread that polls the
   * task takes it whole and turns it round, so strands run in the order in which they became ready.
   * A strand is in a list at most once (Strand: listed), so its link is free when it is pushed.
   * Whoever pushes wakes the task afterwards: a push that the loop of the poll does not see is seen
   * by the next poll.
   *
   * A strand that yields asks for its next step in the poll that it yields in, on the thread that
   * polls, and goes to a list of that thread's own. The task keeps the lock on its body while it
   * waits for its queue (TaskState: handed on); the next poll puts the list before what is ready.
   *
   * The body has its turn once between two takings of the stack: neither it nor the others can go
   * round and round alone.
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
  private @Nullable TaskCancelledException cancellation;
  private boolean bodyHadTurn;
  private boolean partEnding;

  /// Adds a strand that will start; by the thread that polls the task or a strand on it.
  void add(Strand strand) {
    Strand before = newest;
    strand.older = before;
    if (before != null) {
      before.newer = strand;
    }
    newest = strand;
  }

  /// A block has ended: wakes the part of the task that waits for it, which is no call to a waker
  /// of the task; by the thread that polls it.
  void partEnded(Waker waiting) {
    partEnding = true;
    Wakes.wake(waiting);
    partEnding = false;
  }

  /// A block of the task, which was aborted, has thrown something besides its cancellation; by the
  /// thread that polls the task or a strand on it.
  void failedWhenCancelled(TaskCell<?> task, Throwable thrown) {
    if (cancellation == null) {
      cancellation = new TaskCancelledException(task.id(), task.name());
    }
    cancellation.addSuppressed(thrown);
  }

  /// The end of the task that carries what its blocks have thrown so; null when none has.
  @Nullable TaskCancelledException cancellation() {
    return cancellation;
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

  /// The strand whose turn it is, taken out of the list; those of the list come in the order in
  /// which they became ready.
  ///
  /// @param body the block that is the body of the task, if it is ready
  @Nullable Strand nextReady(@Nullable Strand body) {
    if (taken == null) {
      if (body != null && !bodyHadTurn) {
        bodyHadTurn = true;
        return body;
      }
      bodyHadTurn = false;
      turnRound();
    }
    Strand first = taken;
    if (first == null) {
      return body;
    }
    taken = first.nextReady;
    first.nextReady = null;
    return first;
  }

  private void turnRound() {
    Strand stack = pushed == null ? null : (Strand) PUSHED.getAndSet(this, null);
    Strand first = null;
    while (stack != null) {
      Strand below = stack.nextReady;
      stack.nextReady = first;
      first = stack;
      stack = below;
    }
    taken = first;
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

  /// Adds those that have not ended to `living`, oldest first; by any thread.
  void addLiving(List<Strand> living) {
    int before = living.size();
    for (Strand strand = newest; strand != null; strand = strand.older) {
      if (!strand.hasEnded()) {
        living.add(before, strand);
      }
    }
  }
}
