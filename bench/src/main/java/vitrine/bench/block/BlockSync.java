package vitrine.bench.block;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.sync.Mutex;
import dev.vitrine.sync.Notify;
import dev.vitrine.sync.Semaphore;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Flavour;

/// Workloads on channels and locks.
final class BlockSync {
  private static final int RECEIVE_AT_ONCE = 5000;

  private final AsyncRuntime runtime;

  BlockSync(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long channel(int senders, int each, boolean many) {
    var channel = Mpsc.<Integer>bounded(Flavour.CHANNEL);
    var sender = channel.sender();
    for (int i = 0; i < senders; i++) {
      var copy = sender.copy();
      runtime.spawn(() -> send(copy, each));
    }
    sender.close();
    var receiver = channel.receiver();
    return runtime.blockOn(
        runtime.spawn(() -> many ? receiveMany(receiver) : receiveEach(receiver)));
  }

  private static void send(Mpsc.Sender<Integer> sender, int count) {
    try (sender) {
      for (int i = 0; i < count; i++) {
        sender.send(1).await();
      }
    }
  }

  private static long receiveEach(Mpsc.Receiver<Integer> receiver) {
    long count = 0;
    while (receiver.receive().await().isPresent()) {
      count++;
    }
    return count;
  }

  private static long receiveMany(Mpsc.Receiver<Integer> receiver) {
    var batch = new ArrayList<Integer>(RECEIVE_AT_ONCE);
    long count = 0;
    while (receiver.receiveMany(batch, RECEIVE_AT_ONCE).await() > 0) {
      count += batch.size();
      batch.clear();
    }
    return count;
  }

  private static final class Counter {
    long value;
  }

  long semaphore(int tasks, int each) {
    var finish = new Finish(tasks);
    var semaphore = new Semaphore(1);
    var counter = new Counter();
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(
          () -> {
            for (int k = 0; k < each; k++) {
              try (var _ = semaphore.acquire().await()) {
                counter.value++;
              }
            }
            finish.count();
          });
    }
    finish.await();
    return counter.value;
  }

  long mutex(int tasks, int each) {
    var finish = new Finish(tasks);
    var mutex = new Mutex();
    var counter = new Counter();
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(
          () -> {
            for (int k = 0; k < each; k++) {
              try (var _ = mutex.lock().await()) {
                counter.value++;
              }
            }
            finish.count();
          });
    }
    finish.await();
    return counter.value;
  }

  long notifyOne(int waiters, int rounds) {
    var rounder = new OneByOne(waiters, rounds);
    return runtime.blockOn(runtime.spawn(rounder::drive));
  }

  /// One waiter is woken and answers; then the next.
  private static final class OneByOne {
    private final Notify turn = new Notify();
    private final Notify answered = new Notify();
    private final AtomicInteger answers = new AtomicInteger();
    private final int waiters;
    private final int wakes;

    OneByOne(int waiters, int rounds) {
      this.waiters = waiters;
      wakes = waiters * rounds;
    }

    long drive() {
      for (int i = 0; i < waiters; i++) {
        Async<?> first = turn.notified();
        spawn(() -> waitInTurn(first));
      }
      for (int i = 0; i < wakes; i++) {
        turn.notifyOne();
        answered.notified().await();
      }
      turn.notifyWaiters();
      return answers.get();
    }

    private void waitInTurn(Async<?> first) {
      Async<?> wake = first;
      wake.await();
      while (answers.get() < wakes) {
        answers.incrementAndGet();
        wake = turn.notified();
        answered.notifyOne();
        wake.await();
      }
    }
  }

  long notifyWaiters(int waiters, int rounds) {
    var rounder = new AllAtOnce(waiters, rounds);
    return runtime.blockOn(runtime.spawn(rounder::drive));
  }

  /// All waiters are woken; when all have answered, again.
  private static final class AllAtOnce {
    private final Notify turn = new Notify();
    private final Notify answered = new Notify();
    private final AtomicInteger answers = new AtomicInteger();
    private final int waiters;
    private final int rounds;

    AllAtOnce(int waiters, int rounds) {
      this.waiters = waiters;
      this.rounds = rounds;
    }

    long drive() {
      for (int i = 0; i < waiters; i++) {
        Async<?> first = turn.notified();
        spawn(() -> waitForAll(first));
      }
      for (int i = 0; i < rounds; i++) {
        turn.notifyWaiters();
        answered.notified().await();
      }
      return answers.get();
    }

    private void waitForAll(Async<?> first) {
      Async<?> wake = first;
      for (int i = 0; i < rounds; i++) {
        wake.await();
        wake = turn.notified(); // before the answer, so that the next call can not be missed
        if (answers.incrementAndGet() % waiters == 0) {
          answered.notifyOne();
        }
      }
    }
  }
}
