package vitrine.bench.callback;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import vitrine.bench.harness.Delays;
import vitrine.bench.harness.Finish;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Outside;
import vitrine.bench.workload.Size;
import vitrine.bench.workload.Workload;

/// `ForkJoinPool` in its asynchronous mode, and `CompletableFuture` for what waits.
@SuppressWarnings(
    "FutureReturnValueIgnored") // a callback that fails never counts, and the run hangs
public final class Callbacks implements Flavour {
  private final ForkJoinPool pool =
      new ForkJoinPool(WORKERS, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);

  private final CompletableFuture<Integer> never = new CompletableFuture<>();

  @Override
  public Optional<Job> job(Workload workload, Size size) {
    int tasks = size.tasks();
    int each = size.each();
    return Optional.ofNullable(
        switch (workload) {
          case CHAINED_SPAWN -> () -> chained(tasks);
          case SPAWN_MANY_LOCAL -> () -> manyLocal(tasks);
          case SPAWN_MANY_REMOTE_IDLE -> () -> manyRemote(tasks);
          case REMOTE_SPAWN -> () -> fromThreads(tasks, each);
          case PING_PONG -> () -> pingPong(tasks);
          case YIELD_MANY -> () -> yieldMany(tasks, each);
          case TIME_TIMEOUT -> () -> timeouts(each);
          case SLEEPS -> () -> sleeps(tasks);
          case SPAWN_MANY_REMOTE_BUSY1,
              SPAWN_MANY_REMOTE_BUSY2,
              SPAWN_ONE,
              SPAWN_TEN,
              SPAWN_BLOCKING,
              ONESHOT_ROUND_TRIPS,
              MPSC_UNCONTENDED,
              MPSC_CONTENDED,
              MPSC_RECV_MANY,
              SEMAPHORE_UNCONTENDED,
              SEMAPHORE_CONTENDED,
              MUTEX_UNCONTENDED,
              MUTEX_CONTENDED,
              NOTIFY_ONE,
              NOTIFY_WAITERS,
              TIME_TIMEOUT_PENDING ->
              null;
        });
  }

  private long chained(int depth) {
    var finish = new Finish(1);
    pool.execute(() -> link(depth - 1, finish));
    finish.await();
    return depth;
  }

  private void link(int depth, Finish finish) {
    if (depth == 0) {
      finish.count();
    } else {
      pool.execute(() -> link(depth - 1, finish));
    }
  }

  private long manyLocal(int tasks) {
    var finish = new Finish(tasks);
    pool.execute(
        () -> {
          for (int i = 0; i < tasks; i++) {
            pool.execute(finish::count);
          }
        });
    return finish.await();
  }

  private long manyRemote(int tasks) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      pool.execute(finish::count);
    }
    return finish.await();
  }

  private long fromThreads(int threads, int each) {
    var finish = new Finish(threads * each);
    Outside.threads(
        threads,
        () -> {
          for (int i = 0; i < each; i++) {
            pool.execute(finish::count);
          }
        });
    return finish.await();
  }

  private long pingPong(int pairs) {
    var finish = new Finish(pairs);
    pool.execute(
        () -> {
          for (int i = 0; i < pairs; i++) {
            pool.execute(() -> ping(finish));
          }
        });
    return finish.await();
  }

  private void ping(Finish finish) {
    var ping = new CompletableFuture<Integer>();
    var pong = new CompletableFuture<Integer>();
    pool.execute(() -> ping.thenAcceptAsync(pong::complete, pool));
    ping.complete(1);
    pong.thenAcceptAsync(_ -> finish.count(), pool);
  }

  private long yieldMany(int tasks, int each) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      pool.execute(new Again(each, finish));
    }
    return finish.await() * each;
  }

  private final class Again implements Runnable {
    private final Finish finish;
    private int left;

    Again(int left, Finish finish) {
      this.left = left;
      this.finish = finish;
    }

    @Override
    public void run() {
      if (left-- > 0) {
        pool.execute(this);
      } else {
        finish.count();
      }
    }
  }

  private long timeouts(int count) {
    var finish = new Finish(count);
    pool.execute(
        () -> {
          for (int i = 0; i < count; i++) {
            var future = new CompletableFuture<Integer>().orTimeout(1, TimeUnit.SECONDS);
            future.complete(1);
            finish.count();
          }
        });
    return finish.await();
  }

  private long sleeps(int tasks) {
    var finish = new Finish(tasks);
    int[] delays = Delays.millis(tasks);
    pool.execute(
        () -> {
          for (int millis : delays) {
            pool.schedule(finish::count, millis, TimeUnit.MILLISECONDS);
          }
        });
    return finish.await();
  }

  @Override
  public boolean gather(Crowd crowd, int count) {
    switch (crowd) {
      case EVENT -> {
        for (int i = 0; i < count; i++) {
          never.thenRunAsync(() -> {}, pool);
        }
      }
      case ASLEEP -> {
        for (int i = 0; i < count; i++) {
          pool.schedule(() -> {}, 1, TimeUnit.HOURS);
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    pool.shutdownNow(); // what waits for an hour would keep a close() waiting
  }
}
