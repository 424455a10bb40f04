package dev.vitrine;

import static dev.vitrine.Tasks.async;
import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.future.Async;
import dev.vitrine.future.Join;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.sync.Semaphore;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Somebody reads the stacks of blocks that yield, wait and wake each other at full speed. The JDK
/// asks once more for the step of a thread whose stack was read while it was ready: none may be
/// taken twice, and none lost.
///
/// Seen failing on a copy of `Strand` that adds itself to the ready list each time it is asked.
@Tag("stress")
class StackReadersStressTest {
  private static final int PAIRS = 8;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void blocksWhoseStacksAreReadGoOn() {
    int rounds = Stress.rounds(2_000);
    try (var runtime = AsyncRuntime.multiThread().workers(2).build()) {
      var steps = new AtomicInteger();
      var over = new AtomicBoolean();
      var read = new AtomicInteger();
      Stress.together(
          () -> {
            while (!over.get()) {
              runtime
                  .view()
                  .forEachLiveTask(
                      task -> {
                        if (task.state() == TaskView.State.SCHEDULED) {
                          read.addAndGet(task.stacks().size());
                        }
                      });
            }
          },
          () -> {
            try {
              play(runtime, rounds, steps);
            } finally {
              over.set(true);
            }
          });
      System.out.println("StackReadersStressTest: read " + read + " stacks of ready blocks");
      assertEquals(2 * PAIRS * rounds, steps.get());
    }
  }

  /// Two tasks of several blocks; each block has its partner in the other task.
  private static void play(AsyncRuntime runtime, int rounds, AtomicInteger steps) {
    runtime.blockOn(
        () -> {
          List<Async<Integer>> here = new ArrayList<>();
          List<Async<Integer>> there = new ArrayList<>();
          for (int pair = 0; pair < PAIRS; pair++) {
            var ping = new Semaphore(1);
            var pong = new Semaphore(0);
            here.add(async(() -> play(ping, pong, rounds, steps)));
            there.add(async(() -> play(pong, ping, rounds, steps)));
          }
          JoinHandle<List<Integer>> one = spawn(Join.all(here));
          JoinHandle<List<Integer>> other = spawn(Join.all(there));
          one.await();
          other.await();
        });
  }

  private static int play(Semaphore mine, Semaphore other, int rounds, AtomicInteger steps) {
    for (int round = 0; round < rounds; round++) {
      mine.acquire().await().forget();
      steps.incrementAndGet();
      yieldNow().await();
      other.addPermits(1);
    }
    return rounds;
  }
}
