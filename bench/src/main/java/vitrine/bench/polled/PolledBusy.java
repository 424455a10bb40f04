package vitrine.bench.polled;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Finish;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Outside;

/// Spawning from outside while the workers have something to do.
final class PolledBusy implements Job {
  private static final int YIELDING = 4 * Flavour.WORKERS;
  private static final int RESPAWNING = 2 * Flavour.WORKERS;

  private final PolledSpawn spawn;
  private final int tasks;
  private final Finish background;
  private volatile boolean over;

  PolledBusy(AsyncRuntime runtime, PolledSpawn spawn, int tasks, boolean yielding) {
    this.spawn = spawn;
    this.tasks = tasks;
    int count = yielding ? YIELDING : RESPAWNING;
    background = new Finish(count);
    for (int i = 0; i < count; i++) {
      runtime.spawn(yielding ? new YieldAndStall() : new StallAndRespawn());
    }
  }

  private final class YieldAndStall implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      if (over) {
        background.count();
        return Poll.done();
      }
      Outside.stall();
      cx.yieldNow();
      return Poll.pending();
    }
  }

  private final class StallAndRespawn implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      Outside.stall();
      if (over) {
        background.count();
      } else {
        spawn(new StallAndRespawn());
      }
      return Poll.done();
    }
  }

  @Override
  public long run() {
    return spawn.manyRemote(tasks);
  }

  @Override
  public void close() {
    over = true;
    background.await();
  }
}
