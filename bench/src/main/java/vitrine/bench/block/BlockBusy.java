package vitrine.bench.block;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;

import dev.vitrine.AsyncRuntime;
import vitrine.bench.harness.Finish;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Outside;

/// Spawning from outside while the workers have something to do.
final class BlockBusy implements Job {
  private static final int YIELDING = 4 * Flavour.WORKERS;
  private static final int RESPAWNING = 2 * Flavour.WORKERS;

  private final BlockSpawn spawn;
  private final int tasks;
  private final Finish background;
  private volatile boolean over;

  BlockBusy(AsyncRuntime runtime, BlockSpawn spawn, int tasks, boolean yielding) {
    this.spawn = spawn;
    this.tasks = tasks;
    int count = yielding ? YIELDING : RESPAWNING;
    background = new Finish(count);
    for (int i = 0; i < count; i++) {
      if (yielding) {
        runtime.spawn(this::yieldAndStall);
      } else {
        runtime.spawn(this::stallAndRespawn);
      }
    }
  }

  private void yieldAndStall() {
    while (!over) {
      yieldNow().await();
      Outside.stall();
    }
    background.count();
  }

  private void stallAndRespawn() {
    Outside.stall();
    if (over) {
      background.count();
    } else {
      spawn(this::stallAndRespawn);
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
