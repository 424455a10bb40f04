package vitrine.bench.block;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.sync.Notify;
import dev.vitrine.time.Time;
import java.time.Duration;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Arrivals;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.Woken;

/// A great many tasks that wait.
final class BlockCrowd {
  private final AsyncRuntime runtime;
  private final Notify never = new Notify();

  BlockCrowd(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  void gather(Crowd crowd, int count) {
    var arrivals = new Arrivals(count);
    runtime.spawn(
        () -> {
          for (int i = 0; i < count; i++) {
            switch (crowd) {
              case EVENT ->
                  spawn(
                      () -> {
                        arrivals.arrived();
                        never.notified().await();
                      });
              case ASLEEP ->
                  spawn(
                      () -> {
                        arrivals.arrived();
                        Time.sleep(Duration.ofHours(1)).await();
                      });
            }
          }
        });
    arrivals.await();
  }

  Job wakesAmong(int live) {
    var arrivals = new Arrivals(live);
    var woken = new Woken(live);
    var events = new Notify[live];
    runtime.spawn(
        () -> {
          for (int i = 0; i < live; i++) {
            var event = new Notify();
            events[i] = event;
            spawn(
                () -> {
                  arrivals.arrived();
                  while (true) {
                    event.notified().await();
                    woken.woken();
                  }
                });
          }
        });
    arrivals.await();
    return () -> woken.run(number -> events[number].notifyOne());
  }
}
