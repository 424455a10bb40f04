package dev.vitrine.internal.task;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.testing.Cells;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Those who make strands ready, and the polls of the task that take their steps: each step that
/// was asked for is taken once, in the order of asking, and none stays behind in a task that is
/// idle. And a block that waits beside those who wake it: it does not sleep on what was done.
///
/// Seen failing on copies of [Strands] in which ready stores without comparing, in which nextReady
/// does not turn the stack round, in which it reads and clears in two steps, and in which it keeps
/// the link of what it hands out; and of [Strand] in which await clears woken after it has polled
/// (the block sleeps for ever).
@Tag("race")
class StrandsRaceTest {
  private static final int ORDERS = 1_200;

  private static Strand strand() {
    var block = new AsyncBlock<>(() -> 1);
    block.runsOn(Thread.currentThread(), Cells.SPARE);
    return block;
  }

  /// A task that is idle, its strands, and the queue it is in or not.
  private static final class Fixture extends TaskState {
    private final Strands strands = new Strands();
    private final Strand[] known;
    private final int[] asked;
    private final int[] taken;
    private final int[] order = new int[8];
    private final AtomicInteger queued = new AtomicInteger();
    private volatile boolean firstTaken;
    private int steps;

    Fixture(int count) {
      known = new Strand[count];
      asked = new int[count];
      taken = new int[count];
      for (int i = 0; i < count; i++) {
        known[i] = strand();
      }
      check(toTakenOver() == RUNNING, "a new task is handed on");
      check(toIdle(false) == Owes.NOTHING, "nobody has woken it");
    }

    /// What the JDK does for a thread that can go on.
    void ready(int strand) {
      asked[strand]++;
      strands.ready(known[strand]);
      owed(notified(NOTIFIED, true));
    }

    private void owed(Owes owes) {
      if (owes == Owes.SUBMIT) {
        check(queued.incrementAndGet() == 1, "it is in a queue twice");
      }
    }

    void runIfQueued() {
      if (queued.compareAndSet(1, 0) && toRunning() != 0) {
        for (Strand next = strands.nextReady(null); next != null; next = strands.nextReady(null)) {
          step(next);
        }
        owed(toIdle(false));
      }
    }

    private void step(Strand next) {
      check(next.nextReady == null, "its link is not free");
      for (int i = 0; i < known.length; i++) {
        if (known[i] == next) {
          taken[i]++;
          order[steps++] = i;
          firstTaken |= i == 0;
        }
      }
    }

    boolean isFirstTaken() {
      return firstTaken;
    }

    void assertSettled() {
      while (queued.get() > 0) {
        runIfQueued();
      }
      check(!strands.hasReady(), "a strand is ready and its task sleeps");
      for (int i = 0; i < known.length; i++) {
        check(taken[i] == asked[i], "a step was lost, or taken twice");
      }
    }

    void assertBefore(int first, int second) {
      for (int i = 0; order[i] != second || i == steps; i++) {
        if (order[i] == first) {
          return;
        }
      }
      check(false, "steps are out of order");
    }
  }

  @Test
  void twoWhoAskForStepsAndPoll() {
    explore(
        ORDERS,
        () -> {
          var task = new Fixture(2);
          share(task, task.strands, task.known[0], task.known[1]);
          together(
              () -> {
                task.ready(0);
                task.runIfQueued();
              },
              () -> {
                task.ready(1);
                task.runIfQueued();
              });
          task.assertSettled();
        });
  }

  @Test
  void stepsAreTakenInTheOrderOfAsking() {
    explore(
        ORDERS,
        () -> {
          var task = new Fixture(3);
          share(task, task.strands, task.known[0], task.known[1], task.known[2]);
          together(
              () -> {
                task.ready(0);
                task.ready(1);
              },
              () -> {
                task.ready(2);
                task.runIfQueued();
              });
          task.assertSettled();
          task.assertBefore(0, 1);
        });
  }

  @Test
  void aStrandThatIsReadyAgainAfterItsStep() {
    explore(
        ORDERS,
        () -> {
          var task = new Fixture(2);
          share(task, task.strands, task.known[0], task.known[1]);
          task.ready(0);
          task.ready(1);
          together(
              task::runIfQueued,
              () -> {
                if (task.isFirstTaken()) {
                  task.ready(0);
                }
                task.runIfQueued();
              });
          task.assertSettled();
        });
  }

  /// Something to wait for, which keeps its own promise: who is told is remembered before the
  /// question, and who is told is asked for after the answer.
  private static final class Told implements Async<Integer> {
    private volatile boolean done;
    private volatile @Nullable Waker waker;

    @Override
    public Poll<Integer> poll(Context cx) {
      waker = cx.waker();
      return done ? Poll.ready(1) : Poll.pending();
    }

    void tell() {
      done = true;
      Waker told = waker;
      if (told != null) {
        told.wake();
      }
    }
  }

  @Test
  void aBlockThatWaitsIsWoken() {
    explore(
        ORDERS,
        () -> {
          var strand = strand();
          var first = new Told();
          var second = new Told();
          share(strand, first, second);
          together(
              () -> {
                strand.await(first);
                strand.await(second); // the wake-up of the first may come as late as here
              },
              () -> {
                first.tell();
                second.tell();
              });
        });
  }

  @Test
  void aBlockThatSeveralWake() {
    explore(
        ORDERS,
        () -> {
          var strand = strand();
          var told = new Told();
          share(strand, told);
          together(() -> strand.await(told), told::tell, strand::wake);
        });
  }
}
