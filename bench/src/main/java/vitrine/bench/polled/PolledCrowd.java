package vitrine.bench.polled;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.sync.Notify;
import dev.vitrine.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Arrivals;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.Woken;

/// A great many tasks that wait.
final class PolledCrowd {
  private final AsyncRuntime runtime;
  private final Notify never = new Notify();

  PolledCrowd(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  void gather(Crowd crowd, int count) {
    var arrivals = new Arrivals(count);
    runtime.spawn(
        new Task.Run(
            () -> {
              for (int i = 0; i < count; i++) {
                spawn(
                    new Waits(
                        arrivals,
                        switch (crowd) {
                          case EVENT -> never.notified();
                          case ASLEEP -> Time.sleep(Duration.ofHours(1));
                        }));
              }
            }));
    arrivals.await();
  }

  private static final class Waits implements Async<@Nullable Void> {
    private @Nullable Arrivals arrivals;
    private final Async<?> leaf;

    Waits(Arrivals arrivals, Async<?> leaf) {
      this.arrivals = arrivals;
      this.leaf = leaf;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      if (arrivals != null) {
        arrivals.arrived();
        arrivals = null;
      }
      return leaf.poll(cx).isPending() ? Poll.pending() : Poll.done();
    }
  }

  Job wakesAmong(int live) {
    var arrivals = new Arrivals(live);
    var woken = new Woken(live);
    var events = new Notify[live];
    runtime.spawn(
        new Task.Run(
            () -> {
              for (int i = 0; i < live; i++) {
                var event = new Notify();
                events[i] = event;
                spawn(new WaitsOn(arrivals, woken, event));
              }
            }));
    arrivals.await();
    return () -> woken.run(number -> events[number].notifyOne());
  }

  private static final class WaitsOn extends Task.Loop<@Nullable Void> {
    private final Arrivals arrivals;
    private final Woken woken;
    private final Notify event;
    private boolean arrived;

    WaitsOn(Arrivals arrivals, Woken woken, Notify event) {
      super(Long.MAX_VALUE);
      this.arrivals = arrivals;
      this.woken = woken;
      this.event = event;
    }

    @Override
    Async<@Nullable Void> begin() {
      if (!arrived) {
        arrived = true;
        arrivals.arrived();
      }
      return event.notified();
    }

    @Override
    boolean take(@Nullable Void told) {
      woken.woken();
      return true;
    }
  }
}
