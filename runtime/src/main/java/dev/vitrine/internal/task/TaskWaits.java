package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.future.Branches;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.TaskView.State;
import dev.vitrine.instrument.TaskView.WaitView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Finds what a task waits in: the leaf of a polled body, and below each strand the operation it
/// awaits, through `join`, `select` and `timeout` to the leaves.
final class TaskWaits {
  private static final int DEEPEST = 16;

  private TaskWaits() {}

  static List<WaitView> of(TaskCell<?> task) {
    if (task.state() == State.FINISHED || task.state() == State.RUNNING) {
      return List.of();
    }
    var waits = new ArrayList<WaitView>();
    Async<?> leaf = task.bodyLeaf();
    if (leaf != null && !task.isBodyBlock()) {
      leaf(
          leaf,
          task.bodyWaitingSince(),
          task.bodyWaitPolls(),
          task.bodyWaitFigures(),
          false,
          waits);
    }
    for (Strand strand : task.livingStrands()) {
      Async<?> awaited = strand.awaited();
      if (awaited != null) {
        below(awaited, strand, waits, 0);
      } else {
        inJdk(strand, waits);
      }
    }
    return waits;
  }

  private static void below(Async<?> operation, Strand strand, List<WaitView> waits, int depth) {
    if (operation instanceof Operation) {
      leaf(operation, strand, waits);
    } else if (operation instanceof Branches several && depth < DEEPEST) {
      several.branches().forEach(branch -> below(branch, strand, waits, depth + 1));
    } else if (!(operation instanceof AsyncBlock)) { // a block inside is a strand of its own
      Async<?> reported = strand.leaf();
      leaf(reported != null ? reported : operation, strand, waits);
    }
  }

  private static void leaf(Async<?> leaf, Strand strand, List<WaitView> waits) {
    leaf(
        leaf,
        strand.waitingSince(),
        strand.waitPolls(),
        strand.waitFigures(),
        strand.isWoken(),
        waits);
  }

  /// @param woken whether the waker has been called and the poll is still to come
  private static void leaf(
      Async<?> leaf,
      long since,
      long polls,
      WaitFigures figures,
      boolean woken,
      List<WaitView> waits) {
    if (leaf instanceof Operation known) {
      waits.add(
          new WaitView(
              known.operation(),
              known.resource().orElse(null),
              since,
              polls,
              figures.lastStarted(),
              figures.lastEnded(),
              figures.busy(),
              known.awaitedTaskId().orElse(0),
              woken || known.isRegistered(),
              known.operationAttributes(),
              leaf));
    } else {
      waits.add(
          new WaitView(
              nameOf(leaf),
              null,
              since,
              polls,
              figures.lastStarted(),
              figures.lastEnded(),
              figures.busy(),
              0,
              true,
              List.of(),
              leaf));
    }
  }

  /// The block has suspended in code of the JDK that knows virtual threads: a lock, a sleep, a
  /// socket.
  private static void inJdk(Strand strand, List<WaitView> waits) {
    Thread thread = strand.thread();
    @Nullable String what =
        switch (thread.getState()) {
          case BLOCKED -> "synchronized";
          case WAITING -> blockerOr(thread, "LockSupport.park");
          case TIMED_WAITING -> blockerOr(thread, "Thread.sleep");
          case NEW, RUNNABLE, TERMINATED -> null;
        };
    if (what != null) {
      waits.add(new WaitView(what, null, 0, 1, 0, 0, 0, 0, true, List.of(), strand));
    }
  }

  private static String blockerOr(Thread thread, String none) {
    Object blocker = LockSupport.getBlocker(thread);
    return blocker == null ? none : nameOf(blocker);
  }

  private static String nameOf(Object object) {
    Class<?> type = object.getClass();
    Class<?> named = type;
    while ((named.getSimpleName().isEmpty()
            || named.getName().contains("$NonfairSync")
            || named.getName().contains("$FairSync"))
        && named.getEnclosingClass() != null) {
      named = named.getEnclosingClass();
    }
    return named.getSimpleName().isEmpty() ? type.getName() : named.getSimpleName();
  }
}
