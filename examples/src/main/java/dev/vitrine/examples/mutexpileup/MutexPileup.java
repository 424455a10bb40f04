package dev.vitrine.examples.mutexpileup;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.time.Time.sleep;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.examples.Arguments;
import dev.vitrine.sync.Mutex;
import java.time.Duration;
import java.util.List;

/// A lock that one task holds across a long await, and the pile of tasks that wait for it.
///
/// In the console: the waiters say `Mutex.lock` and who holds it; Enter on one shows the whole
/// chain, down to the sleep the holder is in. `r` shows the mutex with its holder, the waiters, and
/// how long the first of them has waited. No worker is busy: nothing is blocked, and still nothing
/// moves.
public final class MutexPileup {
  private MutexPileup() {}

  public static void main(String[] args) {
    var arguments =
        Arguments.of("mutex-pileup [WAITERS] [--hold MILLISECONDS]", args, List.of("hold"), 1);
    int waiters = arguments.number(0, 12, 1, 1_000_000);
    Duration hold = Duration.ofMillis(arguments.number("hold", 5_000, 5_000, 1, 3_600_000));
    var index = new Mutex();
    try (var runtime =
        AsyncRuntime.multiThread().workers(2).enableAll().name("mutex-pileup").build()) {
      runtime.blockOn(
          () -> {
            spawn("index-rebuild", () -> rebuild(index, hold));
            for (int i = 0; i < waiters; i++) {
              spawn("reader-" + i, () -> read(index));
            }
            sleep(Duration.ofDays(1)).await();
          });
    }
  }

  /// Holds the lock while it waits for something that has nothing to do with it.
  private static void rebuild(Mutex index, Duration hold) {
    while (true) {
      try (var _ = index.lock().await()) {
        sleep(hold).await();
      }
      sleep(Duration.ofMillis(20)).await();
    }
  }

  private static void read(Mutex index) {
    while (true) {
      try (var _ = index.lock().await()) {
        sleep(Duration.ofMillis(1)).await();
      }
      sleep(Duration.ofMillis(100)).await();
    }
  }
}
