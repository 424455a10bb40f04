package vitrine.bench.virtual;

import static java.lang.Thread.startVirtualThread;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import vitrine.bench.harness.Job;
import vitrine.bench.harness.Uninterrupted;
import vitrine.bench.workload.Arrivals;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.Woken;

/// A great many threads that wait.
final class ThreadCrowd {
  private ThreadCrowd() {}

  static void gather(Crowd crowd, int count) {
    var arrivals = new Arrivals(count);
    var never = new CountDownLatch(1);
    startVirtualThread(
        () -> {
          for (int i = 0; i < count; i++) {
            startVirtualThread(
                () -> {
                  arrivals.arrived();
                  switch (crowd) {
                    case EVENT -> Uninterrupted.run(never::await);
                    case ASLEEP -> Uninterrupted.run(() -> TimeUnit.HOURS.sleep(1));
                  }
                });
          }
        });
    arrivals.await();
  }

  static Job wakesAmong(int live) {
    var arrivals = new Arrivals(live);
    var woken = new Woken(live);
    var events = new Semaphore[live];
    startVirtualThread(
        () -> {
          for (int i = 0; i < live; i++) {
            var event = new Semaphore(0);
            events[i] = event;
            startVirtualThread(
                () -> {
                  arrivals.arrived();
                  while (true) {
                    event.acquireUninterruptibly();
                    woken.woken();
                  }
                });
          }
        });
    arrivals.await();
    return () -> woken.run(number -> events[number].release());
  }
}
