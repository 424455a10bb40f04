package dev.vitrine.examples.joinorspawn;

import static dev.vitrine.Tasks.async;
import static dev.vitrine.Tasks.join;
import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.time.Time.sleep;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.examples.Arguments;
import java.time.Duration;
import java.util.List;

/// The same work twice: as branches of one task, which take turns, and as two tasks, which run side
/// by side.
///
/// In the console: while it joins, one task is busy on one worker and the other worker is parked;
/// while it has spawned, both workers are busy. The times that the program prints say the same:
/// joined takes twice as long for work on the CPU, and as long as the longer one for waiting.
public final class JoinOrSpawn {
  private static final Duration WORK = Duration.ofMillis(200);

  private JoinOrSpawn() {}

  public static void main(String[] args) {
    int rounds =
        Arguments.of("join-or-spawn [ROUNDS]", args, List.of(), 1).number(0, 100, 1, 1_000_000);
    try (var runtime =
        AsyncRuntime.multiThread().workers(2).enableAll().name("join-or-spawn").build()) {
      for (int i = 0; i < rounds; i++) {
        runtime.blockOn(
            () -> {
              report(
                  "joined, waiting ",
                  () -> join(async(JoinOrSpawn::waits), async(JoinOrSpawn::waits)).await());
              report(
                  "joined, working ",
                  () ->
                      spawn(
                              "joins",
                              () ->
                                  join(async(JoinOrSpawn::works), async(JoinOrSpawn::works))
                                      .await())
                          .await());
              report(
                  "spawned, working",
                  () -> {
                    var foo = spawn("foo", JoinOrSpawn::works);
                    var bar = spawn("bar", JoinOrSpawn::works);
                    foo.await();
                    bar.await();
                  });
            });
      }
    }
  }

  private static void report(String what, Runnable work) {
    long start = System.nanoTime();
    work.run();
    System.out.printf("%s %4d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }

  private static void waits() {
    sleep(WORK).await();
  }

  /// Works in steps and lets others in between them.
  private static void works() {
    long left = WORK.toNanos();
    while (left > 0) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < 1_000_000) {
        Thread.onSpinWait();
      }
      left -= System.nanoTime() - start;
      dev.vitrine.Tasks.yieldNow().await();
    }
  }
}
