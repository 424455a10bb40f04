package dev.vitrine.internal.task;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Wakers, a runner, one who aborts and one who shuts down, at the state word of one task: each
/// notification is submitted by exactly one of them, what a waker wrote is seen by a later poll,
/// and nobody polls while another does. And whoever joins it is woken at its end.
///
/// Seen failing on copies of [TaskState] in which a waker of a running task submits it, in which
/// toIdle clears NOTIFIED along with RUNNING, in which whoever takes over stores and in which a
/// waker stores instead of comparing, and in which shutdown takes a task that is queued; and of
/// [JoinState] in which the end looks for the waker before it is told, and in which the one who
/// joins looks at the state before it registers.
@Tag("race")
class TaskStateRaceTest {
  private static final int ORDERS = 1_200;

  /// A task that is idle, and the queue it is in or not.
  private static final class Fixture extends JoinState {
    private final boolean[] written = new boolean[2];
    private final boolean[] seen = new boolean[2];
    private final AtomicInteger queued = new AtomicInteger();
    private volatile boolean handedOn;
    private int yields;
    private final AtomicInteger runners = new AtomicInteger();
    private volatile boolean ended;

    Fixture() {
      check(toTakenOver() == RUNNING, "a new task is handed on");
      check(toIdle(false) == Owes.NOTHING, "nobody has woken it");
    }

    /// Woken, and will yield so many times when it is polled.
    static Fixture yielding(int times) {
      var task = new Fixture();
      task.yieldsNext(times);
      return task;
    }

    void yieldsNext(int times) {
      yields = times;
      wake(0);
    }

    private void owed(Owes owes) {
      if (owes == Owes.SUBMIT) {
        check(queued.incrementAndGet() == 1, "it is in a queue twice");
      }
    }

    void wake(int waker) {
      written[waker] = true;
      owed(notified(NOTIFIED | BODY, true));
    }

    void abort() {
      owed(cancelRequested());
    }

    void shutdown() {
      if (toRunningForShutdown()) {
        check(queued.get() == 0, "it is polled and still in a queue");
        poll(true);
      }
    }

    void runIfQueued() {
      if (queued.compareAndSet(1, 0)) {
        long taken = handedOn ? toTakenOver() : toRunning();
        if (taken != 0) {
          handedOn = false;
          poll((taken & CANCELLED) != 0);
        }
      }
    }

    void runTwiceIfQueued() {
      runIfQueued();
      runIfQueued();
    }

    private void poll(boolean cancelled) {
      boolean cancelling = cancelled;
      while (true) {
        check(runners.incrementAndGet() == 1, "two threads poll it");
        for (int i = 0; i < written.length; i++) {
          seen[i] |= written[i];
        }
        runners.decrementAndGet(); // before the change that lets another one in
        if (cancelling) {
          ended = true;
          toComplete();
          return;
        }
        boolean again = yields > 0;
        Owes owes = again ? toHandedOn(false) : toIdle(false);
        if (owes != Owes.CANCEL) {
          if (again) {
            yields--;
            handedOn = true;
          }
          owed(owes);
          return;
        }
        cancelling = true;
      }
    }

    /// The queue is emptied; then everything has been seen.
    void assertSettled(boolean cancelled) {
      while (queued.get() > 0) {
        runIfQueued();
      }
      if (cancelled) {
        check(ended, "the cancellation was lost");
      } else {
        for (int i = 0; i < written.length; i++) {
          check(seen[i] == written[i], "a wake-up was lost");
        }
      }
    }
  }

  @Test
  void twoWakersThatRun() {
    explore(
        ORDERS,
        () -> {
          var task = new Fixture();
          share(task);
          together(
              () -> {
                task.wake(0);
                task.runIfQueued();
              },
              () -> {
                task.wake(1);
                task.runIfQueued();
              });
          task.assertSettled(false);
          check(task.wakeCount() == 2, "a wake-up was not counted");
        });
  }

  @Test
  void aWakerAndOneWhoAborts() {
    explore(
        ORDERS,
        () -> {
          var task = new Fixture();
          share(task);
          together(
              () -> {
                task.wake(0);
                task.runIfQueued();
              },
              () -> {
                task.abort();
                task.runIfQueued();
              });
          task.assertSettled(true);
        });
  }

  @Test
  void aTaskThatYieldsIsWokenAndAborted() {
    explore(
        ORDERS,
        () -> {
          var task = Fixture.yielding(1);
          share(task);
          together(
              task::runTwiceIfQueued,
              () -> {
                task.wake(1);
                task.runIfQueued();
              });
          task.assertSettled(false);
          task.yieldsNext(1);
          together(task::runTwiceIfQueued, task::abort);
          task.assertSettled(true);
        });
  }

  @Test
  void aTaskThatYieldsAndShutdown() {
    explore(
        ORDERS,
        () -> {
          var task = Fixture.yielding(2);
          share(task);
          together(task::runTwiceIfQueued, task::shutdown);
          task.assertSettled(true);
        });
  }

  @Test
  void aWakerThatRunsAndShutdown() {
    explore(
        ORDERS,
        () -> {
          var task = new Fixture();
          share(task);
          together(
              () -> {
                task.wake(0);
                task.runIfQueued();
              },
              task::shutdown);
          task.assertSettled(true);
        });
  }

  @Test
  void whoJoinsIsWokenOrFindsTheEnd() {
    explore(
        ORDERS,
        () -> {
          var task = new Fixture();
          task.wake(0);
          check(task.toRunning() != 0, "it was woken");
          var woken = new boolean[2];
          var registered = new boolean[1];
          share(task, woken, registered);
          together(
              () -> {
                registered[0] =
                    task.waitForEnd(() -> woken[0] = true)
                        && task.waitForEnd(() -> woken[1] = true);
              },
              task::completeAndWake);
          check(!registered[0] || woken[1], "the joiner sleeps beside a task that has ended");
          check(!task.isWaitedFor(), "it waits for a task that has ended");
        });
  }
}
