package vitrine.bench.polled;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.spawnBlocking;
import static dev.vitrine.Tasks.yieldNow;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Outside;

/// Workloads that start tasks.
final class PolledSpawn {
  private final AsyncRuntime runtime;

  PolledSpawn(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long chained(int depth) {
    var finish = new Finish(1);
    runtime.spawn(new Link(depth - 1, finish));
    finish.await();
    return depth;
  }

  private record Link(int depth, Finish finish) implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      if (depth == 0) {
        finish.count();
      } else {
        spawn(new Link(depth - 1, finish));
      }
      return Poll.done();
    }
  }

  long manyLocal(int tasks) {
    var finish = new Finish(tasks);
    runtime.spawn(
        new Task.Run(
            () -> {
              for (int i = 0; i < tasks; i++) {
                spawn(new Task.Count(finish));
              }
            }));
    return finish.await();
  }

  long manyRemote(int tasks) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(new Task.Count(finish));
    }
    return finish.await();
  }

  long fromThreads(int threads, int each) {
    var finish = new Finish(threads * each);
    Outside.threads(
        threads,
        () -> {
          for (int i = 0; i < each; i++) {
            runtime.spawn(new Task.Count(finish));
          }
        });
    return finish.await();
  }

  long one() {
    return runtime.blockOn(runtime.spawn(new YieldOnce()));
  }

  long several(int tasks) {
    return runtime.blockOn(runtime.spawn(new JoinSeveral(tasks)));
  }

  private static final class YieldOnce implements Async<Long> {
    private final Async<?> yield = yieldNow();

    @Override
    public Poll<Long> poll(Context cx) {
      return yield.poll(cx).isPending() ? Poll.pending() : Poll.ready(1L);
    }
  }

  private static final class JoinSeveral implements Async<Long> {
    private final int tasks;
    private @Nullable Async<Long> sum;

    JoinSeveral(int tasks) {
      this.tasks = tasks;
    }

    @Override
    public Poll<Long> poll(Context cx) {
      Async<Long> started = sum;
      if (started == null) {
        Async<Long>[] handles = handles(tasks);
        for (int i = 0; i < tasks; i++) {
          handles[i] = spawn(new YieldOnce());
        }
        started = new Task.Sum(handles);
        sum = started;
      }
      return started.poll(cx);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there is no other way to make such an array
  private static Async<Long>[] handles(int count) {
    return new Async[count];
  }

  long blockingJobs(int tasks, int each) {
    Async<Long>[] handles = handles(tasks);
    for (int i = 0; i < tasks; i++) {
      handles[i] = runtime.spawn(new Batches(each / Flavour.BATCH));
    }
    return runtime.blockOn(new Task.Sum(handles)) * Flavour.BATCH;
  }

  private static final class Batches extends Task.Loop<Long> {
    Batches(int count) {
      super(count);
    }

    @Override
    Async<Long> begin() {
      Async<Long>[] handles = handles(Flavour.BATCH);
      for (int k = 0; k < Flavour.BATCH; k++) {
        handles[k] = spawnBlocking(() -> 1L);
      }
      return new Task.Sum(handles);
    }

    @Override
    boolean take(Long done) {
      return done == Flavour.BATCH;
    }
  }
}
