package vitrine.bench.block;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.time.Time;
import java.time.Duration;
import vitrine.bench.harness.Delays;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Ready;

/// Workloads on timers.
final class BlockTime {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final AsyncRuntime runtime;

  BlockTime(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long timeouts(int count, boolean pendingOnce) {
    return runtime.blockOn(
        runtime.spawn(
            () -> {
              long done = 0;
              for (int i = 0; i < count; i++) {
                if (pendingOnce) {
                  Time.timeout(LIMIT, yieldNow()).await();
                  done++;
                } else {
                  done += Time.timeout(LIMIT, new Ready<>(1)).await();
                }
              }
              return done;
            }));
  }

  long sleeps(int tasks) {
    var finish = new Finish(tasks);
    int[] delays = Delays.millis(tasks);
    runtime.spawn(
        () -> {
          for (int millis : delays) {
            spawn(
                () -> {
                  Time.sleep(Duration.ofMillis(millis)).await();
                  finish.count();
                });
          }
        });
    return finish.await();
  }
}
