package vitrine.bench.virtual;

import static java.lang.Thread.startVirtualThread;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import vitrine.bench.harness.Finish;
import vitrine.bench.harness.Uninterrupted;
import vitrine.bench.workload.Outside;

/// Workloads that start threads.
@SuppressWarnings("ThreadPriorityCheck") // to yield is the workload
final class ThreadSpawn {
  long chained(int depth) {
    var finish = new Finish(1);
    startVirtualThread(() -> link(depth - 1, finish));
    finish.await();
    return depth;
  }

  private static void link(int depth, Finish finish) {
    if (depth == 0) {
      finish.count();
    } else {
      startVirtualThread(() -> link(depth - 1, finish));
    }
  }

  long manyLocal(int tasks) {
    var finish = new Finish(tasks);
    startVirtualThread(
        () -> {
          for (int i = 0; i < tasks; i++) {
            startVirtualThread(finish::count);
          }
        });
    return finish.await();
  }

  long manyRemote(int tasks) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      startVirtualThread(finish::count);
    }
    return finish.await();
  }

  long fromThreads(int threads, int each) {
    var finish = new Finish(threads * each);
    Outside.threads(
        threads,
        () -> {
          for (int i = 0; i < each; i++) {
            startVirtualThread(finish::count);
          }
        });
    return finish.await();
  }

  long one() {
    var value = new AtomicLong();
    Uninterrupted.run(startVirtualThread(() -> yieldOnce(value))::join);
    return value.get();
  }

  long several(int tasks) {
    var value = new AtomicLong();
    Uninterrupted.run(startVirtualThread(() -> joinSeveral(tasks, value))::join);
    return value.get();
  }

  private static void joinSeveral(int tasks, AtomicLong value) {
    var threads = new ArrayList<Thread>(tasks);
    for (int i = 0; i < tasks; i++) {
      threads.add(startVirtualThread(() -> yieldOnce(value)));
    }
    for (Thread thread : threads) {
      Uninterrupted.run(thread::join);
    }
  }

  private static void yieldOnce(AtomicLong value) {
    Thread.yield();
    value.incrementAndGet();
  }
}
