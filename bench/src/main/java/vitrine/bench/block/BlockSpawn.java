package vitrine.bench.block;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.spawnBlocking;
import static dev.vitrine.Tasks.yieldNow;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Outside;

/// Workloads that start tasks.
final class BlockSpawn {
  private final AsyncRuntime runtime;

  BlockSpawn(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long chained(int depth) {
    var finish = new Finish(1);
    runtime.spawn(() -> link(depth - 1, finish));
    finish.await();
    return depth;
  }

  private static void link(int depth, Finish finish) {
    if (depth == 0) {
      finish.count();
    } else {
      spawn(() -> link(depth - 1, finish));
    }
  }

  long manyLocal(int tasks) {
    var finish = new Finish(tasks);
    runtime.spawn(
        () -> {
          for (int i = 0; i < tasks; i++) {
            spawn(finish::count);
          }
        });
    return finish.await();
  }

  long manyRemote(int tasks) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(finish::count);
    }
    return finish.await();
  }

  long fromThreads(int threads, int each) {
    var finish = new Finish(threads * each);
    Outside.threads(
        threads,
        () -> {
          for (int i = 0; i < each; i++) {
            runtime.spawn(finish::count);
          }
        });
    return finish.await();
  }

  long one() {
    return runtime.blockOn(runtime.spawn(BlockSpawn::yieldOnce));
  }

  long several(int tasks) {
    return runtime.blockOn(runtime.spawn(() -> joinSeveral(tasks)));
  }

  private static long joinSeveral(int tasks) {
    var handles = new ArrayList<JoinHandle<Long>>(tasks);
    for (int i = 0; i < tasks; i++) {
      handles.add(spawn(BlockSpawn::yieldOnce));
    }
    return sum(handles);
  }

  private static long yieldOnce() {
    yieldNow().await();
    return 1;
  }

  long blockingJobs(int tasks, int each) {
    var handles = new ArrayList<JoinHandle<Long>>(tasks);
    for (int i = 0; i < tasks; i++) {
      handles.add(runtime.spawn(() -> batches(each)));
    }
    return runtime.blockOn(() -> sum(handles));
  }

  private static long batches(int jobs) {
    long done = 0;
    for (int i = 0; i < jobs; i += Flavour.BATCH) {
      var handles = new ArrayList<JoinHandle<Long>>(Flavour.BATCH);
      for (int k = 0; k < Flavour.BATCH; k++) {
        handles.add(spawnBlocking(() -> 1L));
      }
      done += sum(handles);
    }
    return done;
  }

  private static long sum(List<JoinHandle<Long>> handles) {
    long sum = 0;
    for (JoinHandle<Long> handle : handles) {
      sum += handle.await();
    }
    return sum;
  }
}
