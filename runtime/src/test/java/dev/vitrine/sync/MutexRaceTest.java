package dev.vitrine.sync;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tasks that lock, unlock, unlock twice and give up: one at a time is inside, and whoever stands
/// in line is woken when it is his turn.
///
/// Seen failing on copies of [MutexCore] in which who joins the line does not set LINE, or sets it
/// by a store, in which turns have no number, and in which one who gives up keeps a lock that he
/// has been given.
@Tag("race")
class MutexRaceTest {
  private static final int ORDERS = 1_200;

  private static final class Task extends MutexCore.Waiter {
    private volatile boolean woken;

    Task() {
      super(null);
    }
  }

  private static final class Fixture {
    final MutexCore core = new MutexCore();
    private volatile int inside;

    long poll(Task task) {
      long key = core.tryLock(task, 1);
      return key == MutexCore.NO_KEY ? core.lockOrWait(task, 1, () -> task.woken = true) : key;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // two at once is what it looks for
    void workAndUnlock(long key) {
      inside++;
      check(inside == 1, "two are inside");
      check(core.isHeld(), "it was unlocked under the one inside");
      inside--;
      core.unlock(key);
    }

    /// @return whether it was the task's turn; else it has been left in line
    boolean lockAndUnlock(Task task) {
      long key = poll(task);
      if (key != MutexCore.NO_KEY) {
        workAndUnlock(key);
      }
      return key != MutexCore.NO_KEY;
    }

    /// Those in line come through, one after the other.
    void finish(Task task, boolean done) {
      if (!done) {
        check(task.woken, "it sleeps beside a lock that is its own or free");
        long key = poll(task);
        check(key != MutexCore.NO_KEY, "it was woken for nothing");
        workAndUnlock(key);
      }
    }

    void assertFree() {
      check(!core.isHeld(), "the lock was not given back");
      check(core.waiting() == 0, "somebody is left in line");
      check(core.tryLock(1, null) != MutexCore.NO_KEY, "it can not be locked any more");
    }
  }

  @Test
  void oneInsideAndTwoWhoCome() {
    explore(
        ORDERS,
        () -> {
          var mutex = new Fixture();
          long first = mutex.core.tryLock(1, null);
          var one = new Task();
          var two = new Task();
          var done = new boolean[2];
          share(mutex, one, two, done);
          together(
              () -> done[0] = mutex.lockAndUnlock(one),
              () -> done[1] = mutex.lockAndUnlock(two),
              () -> mutex.core.unlock(first));
          if (!done[0] && one.woken) {
            mutex.finish(one, done[0]);
            mutex.finish(two, done[1]);
          } else {
            mutex.finish(two, done[1]);
            mutex.finish(one, done[0]);
          }
          mutex.assertFree();
        });
  }

  @Test
  void oneWhoGivesUpPassesTheLockOn() {
    explore(
        ORDERS,
        () -> {
          var mutex = new Fixture();
          long first = mutex.core.tryLock(1, null);
          var quitter = new Task();
          check(mutex.poll(quitter) == MutexCore.NO_KEY, "it is locked");
          var other = new Task();
          var done = new boolean[1];
          share(mutex, quitter, other, done);
          together(
              () -> mutex.core.unlock(first),
              () -> mutex.core.cancel(quitter),
              () -> done[0] = mutex.lockAndUnlock(other));
          mutex.finish(other, done[0]);
          mutex.assertFree();
        });
  }

  @Test
  void aKeyFitsOnce() {
    explore(
        ORDERS,
        () -> {
          var mutex = new Fixture();
          long first = mutex.core.tryLock(1, null);
          var next = new Task();
          var done = new boolean[1];
          share(mutex, next, done);
          together(
              () -> mutex.core.unlock(first),
              () -> mutex.core.unlock(first),
              () -> done[0] = mutex.lockAndUnlock(next));
          mutex.finish(next, done[0]);
          mutex.assertFree();
        });
  }
}
