package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A lock that somebody holds, and that others try, wait for, let go and give up, is linearizable:
/// who comes in, and in which turn, is as if all had come one after the other.
///
/// Seen failing on copies of [MutexCore] in which who joins the line does not set LINE, or sets it
/// by a store, and in which a free lock is taken by a store.
@Tag("race")
@Param(name = "turn", gen = IntGen.class, conf = "1:2")
@SuppressWarnings({
  "exports",
  "missing-explicit-ctor"
}) // public for the checker, in no module that users see
public class MutexLincheckTest {
  private static final long FINISHED = -1;

  private static final class Task extends MutexCore.Waiter {
    boolean finished; // one thread at a time polls a task

    Task() {
      super(null);
    }
  }

  private final MutexCore core = new MutexCore();
  private final Task one = new Task();
  private final Task two = new Task();

  public MutexLincheckTest() {
    core.tryLock(1, null);
  }

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(MutexLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation
  public long tryLock() {
    return core.tryLock(1, null);
  }

  @Operation
  public void unlock(@Param(name = "turn") int turn) {
    core.unlock(key(turn));
  }

  @Operation(nonParallelGroup = "one")
  public long pollOne() {
    return poll(one);
  }

  @Operation(nonParallelGroup = "one")
  public void cancelOne() {
    if (!one.finished) {
      core.cancel(one);
      one.finished = true;
    }
  }

  @Operation(nonParallelGroup = "two")
  public long pollTwo() {
    return poll(two);
  }

  private long poll(Task task) {
    if (task.finished) {
      return FINISHED;
    }
    long key = core.tryLock(task, 1);
    if (key == MutexCore.NO_KEY) {
      key = core.lockOrWait(task, 1, () -> {});
    }
    task.finished = key != MutexCore.NO_KEY;
    return key;
  }

  /// The key of a turn; the first is 1, that of the one who has it from the start.
  private static long key(long turn) {
    return 4 * turn + 1;
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    private static final int ONE = 0;
    private static final int TWO = 1;

    private final Queue<Integer> line = new ArrayDeque<>();
    private final long[] keys = new long[2];
    private long turn = 1;
    private boolean held = true;

    public long tryLock() {
      if (held) {
        return MutexCore.NO_KEY;
      }
      held = true;
      turn++;
      return key(turn);
    }

    public void unlock(int which) {
      if (!held || which != turn) {
        return;
      }
      held = false;
      Integer next = line.poll();
      if (next != null) {
        keys[next] = tryLock();
      }
    }

    public long pollOne() {
      return poll(ONE);
    }

    public void cancelOne() {
      long given = keys[ONE];
      line.remove(ONE);
      keys[ONE] = FINISHED;
      if (given > MutexCore.NO_KEY) {
        unlock((int) (given / 4));
      }
    }

    public long pollTwo() {
      return poll(TWO);
    }

    private long poll(int task) {
      long key = keys[task];
      if (key == MutexCore.NO_KEY && !line.contains(task)) {
        key = tryLock();
        if (key == MutexCore.NO_KEY) {
          line.add(task);
        }
      }
      if (key != MutexCore.NO_KEY) {
        keys[task] = FINISHED;
      }
      return key;
    }
  }
}
