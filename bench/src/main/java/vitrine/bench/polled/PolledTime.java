package vitrine.bench.polled;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Delays;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Ready;

/// Workloads on timers.
final class PolledTime {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final AsyncRuntime runtime;

  PolledTime(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long timeouts(int count, boolean pendingOnce) {
    return runtime.blockOn(runtime.spawn(new Timeouts(count, pendingOnce)));
  }

  private static final class Timeouts extends Task.Loop<@Nullable Object> {
    private final boolean pendingOnce;

    Timeouts(int count, boolean pendingOnce) {
      super(count);
      this.pendingOnce = pendingOnce;
    }

    @Override
    @SuppressWarnings("unchecked") // what it comes to is not looked at
    Async<@Nullable Object> begin() {
      Async<?> inner = pendingOnce ? yieldNow() : new Ready<>(1);
      return Time.timeout(LIMIT, (Async<@Nullable Object>) inner);
    }

    @Override
    boolean take(@Nullable Object value) {
      return true;
    }
  }

  long sleeps(int tasks) {
    var finish = new Finish(tasks);
    int[] delays = Delays.millis(tasks);
    runtime.spawn(
        new Task.Run(
            () -> {
              for (int millis : delays) {
                spawn(new Sleeper(millis, finish));
              }
            }));
    return finish.await();
  }

  private static final class Sleeper implements Async<@Nullable Void> {
    private final Finish finish;
    private final int millis;
    private @Nullable Async<?> sleep;

    Sleeper(int millis, Finish finish) {
      this.millis = millis;
      this.finish = finish;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      Async<?> current = sleep;
      if (current == null) {
        current = Time.sleep(Duration.ofMillis(millis));
        sleep = current;
      }
      if (current.poll(cx).isPending()) {
        return Poll.pending();
      }
      finish.count();
      return Poll.done();
    }
  }
}
