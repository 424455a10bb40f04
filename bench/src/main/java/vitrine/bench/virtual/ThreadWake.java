package vitrine.bench.virtual;

import static java.lang.Thread.startVirtualThread;

import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import vitrine.bench.harness.Delays;
import vitrine.bench.harness.Finish;
import vitrine.bench.harness.Uninterrupted;
import vitrine.bench.workload.Flavour;

/// Workloads in which threads wait: for each other, for locks, for time.
@SuppressWarnings("ThreadPriorityCheck") // to yield is the workload
final class ThreadWake {
  long pingPong(int pairs) {
    var finish = new Finish(pairs);
    startVirtualThread(
        () -> {
          for (int i = 0; i < pairs; i++) {
            startVirtualThread(() -> ping(finish));
          }
        });
    return finish.await();
  }

  private static void ping(Finish finish) {
    var ping = new CompletableFuture<Integer>();
    var pong = new CompletableFuture<Integer>();
    startVirtualThread(() -> pong.complete(ping.join()));
    ping.complete(1);
    pong.join();
    finish.count();
  }

  long yieldMany(int tasks, int each) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      startVirtualThread(
          () -> {
            for (int k = 0; k < each; k++) {
              Thread.yield();
            }
            finish.count();
          });
    }
    return finish.await() * each;
  }

  long roundTrips(int count) {
    var requests = new ArrayBlockingQueue<CompletableFuture<Integer>>(Flavour.REQUESTS);
    var answers = new AtomicLong();
    startVirtualThread(
        () ->
            Uninterrupted.run(
                () -> {
                  for (int i = 0; i < count; i++) {
                    requests.take().complete(1);
                  }
                }));
    toItsEnd(
        () -> {
          for (int i = 0; i < count; i++) {
            var reply = new CompletableFuture<Integer>();
            requests.put(reply);
            answers.addAndGet(reply.join());
          }
        });
    return answers.get();
  }

  long channel(int senders, int each) {
    var queue = queue(senders, each);
    var received = new AtomicLong();
    toItsEnd(
        () -> {
          long sum = 0;
          for (int i = 0, n = senders * each; i < n; i++) {
            sum += queue.take();
          }
          received.set(sum);
        });
    return received.get();
  }

  long channelMany(int senders, int each) {
    var queue = queue(senders, each);
    var received = new AtomicLong();
    toItsEnd(
        () -> {
          var batch = new ArrayList<Integer>();
          for (int left = senders * each; left > 0; left -= batch.size()) {
            batch.clear();
            batch.add(queue.take());
            queue.drainTo(batch);
            received.addAndGet(batch.size());
          }
        });
    return received.get();
  }

  private static void toItsEnd(Uninterrupted.Blocking code) {
    Uninterrupted.run(startVirtualThread(() -> Uninterrupted.run(code))::join);
  }

  private static ArrayBlockingQueue<Integer> queue(int senders, int each) {
    var queue = new ArrayBlockingQueue<Integer>(Flavour.CHANNEL);
    for (int i = 0; i < senders; i++) {
      startVirtualThread(
          () ->
              Uninterrupted.run(
                  () -> {
                    for (int k = 0; k < each; k++) {
                      queue.put(1);
                    }
                  }));
    }
    return queue;
  }

  private static final class Counter {
    long value;
  }

  long locked(int tasks, int each, Runnable lock, Runnable unlock) {
    var finish = new Finish(tasks);
    var counter = new Counter();
    for (int i = 0; i < tasks; i++) {
      startVirtualThread(
          () -> {
            for (int k = 0; k < each; k++) {
              lock.run();
              counter.value++;
              unlock.run();
            }
            finish.count();
          });
    }
    finish.await();
    return counter.value;
  }

  long sleeps(int tasks) {
    var finish = new Finish(tasks);
    int[] delays = Delays.millis(tasks);
    startVirtualThread(
        () -> {
          for (int millis : delays) {
            startVirtualThread(
                () -> {
                  Uninterrupted.run(() -> Thread.sleep(millis));
                  finish.count();
                });
          }
        });
    return finish.await();
  }
}
