package vitrine.bench.polled;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.sync.Mutex;
import dev.vitrine.sync.Notify;
import dev.vitrine.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Flavour;

/// Workloads on channels and locks.
final class PolledSync {
  private static final int RECEIVE_AT_ONCE = 5000;

  private final AsyncRuntime runtime;

  PolledSync(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long channel(int senders, int each, boolean many) {
    var channel = Mpsc.<Integer>bounded(Flavour.CHANNEL);
    var sender = channel.sender();
    for (int i = 0; i < senders; i++) {
      runtime.spawn(new Send(sender.copy(), each));
    }
    sender.close();
    var receiver = channel.receiver();
    if (!many) {
      return runtime.blockOn(runtime.spawn(new Receive(receiver)));
    }
    var received = new AtomicLong();
    runtime.blockOn(runtime.spawn(new ReceiveMany(receiver, received)));
    return received.get();
  }

  private static final class Send extends Task.Loop<@Nullable Void> {
    private final Mpsc.Sender<Integer> sender;

    Send(Mpsc.Sender<Integer> sender, int count) {
      super(count);
      this.sender = sender;
    }

    @Override
    Async<@Nullable Void> begin() {
      return sender.send(1);
    }

    @Override
    boolean take(@Nullable Void sent) {
      return true;
    }

    @Override
    void end() {
      sender.close();
    }
  }

  private static final class Receive extends Task.Loop<Optional<Integer>> {
    private final Mpsc.Receiver<Integer> receiver;

    Receive(Mpsc.Receiver<Integer> receiver) {
      super(Long.MAX_VALUE);
      this.receiver = receiver;
    }

    @Override
    Async<Optional<Integer>> begin() {
      return receiver.receive();
    }

    @Override
    boolean take(Optional<Integer> value) {
      return value.isPresent();
    }
  }

  private static final class ReceiveMany extends Task.Loop<Integer> {
    private final Mpsc.Receiver<Integer> receiver;
    private final List<Integer> batch = new ArrayList<>(RECEIVE_AT_ONCE);
    private final AtomicLong received;

    ReceiveMany(Mpsc.Receiver<Integer> receiver, AtomicLong received) {
      super(Long.MAX_VALUE);
      this.receiver = receiver;
      this.received = received;
    }

    @Override
    Async<Integer> begin() {
      batch.clear();
      return receiver.receiveMany(batch, RECEIVE_AT_ONCE);
    }

    @Override
    boolean take(Integer count) {
      received.addAndGet(count);
      return count > 0;
    }
  }

  private static final class Counter {
    long value;
  }

  long semaphore(int tasks, int each) {
    var finish = new Finish(tasks);
    var semaphore = new Semaphore(1);
    var counter = new Counter();
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(new Acquire(semaphore, counter, each, finish));
    }
    finish.await();
    return counter.value;
  }

  private static final class Acquire extends Task.Loop<Semaphore.Permit> {
    private final Semaphore semaphore;
    private final Counter counter;
    private final Finish finish;

    Acquire(Semaphore semaphore, Counter counter, int count, Finish finish) {
      super(count);
      this.semaphore = semaphore;
      this.counter = counter;
      this.finish = finish;
    }

    @Override
    Async<Semaphore.Permit> begin() {
      return semaphore.acquire();
    }

    @Override
    boolean take(Semaphore.Permit permit) {
      counter.value++;
      permit.close();
      return true;
    }

    @Override
    void end() {
      finish.count();
    }
  }

  long mutex(int tasks, int each) {
    var finish = new Finish(tasks);
    var mutex = new Mutex();
    var counter = new Counter();
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(new Lock(mutex, counter, each, finish));
    }
    finish.await();
    return counter.value;
  }

  private static final class Lock extends Task.Loop<Mutex.Guard> {
    private final Mutex mutex;
    private final Counter counter;
    private final Finish finish;

    Lock(Mutex mutex, Counter counter, int count, Finish finish) {
      super(count);
      this.mutex = mutex;
      this.counter = counter;
      this.finish = finish;
    }

    @Override
    Async<Mutex.Guard> begin() {
      return mutex.lock();
    }

    @Override
    boolean take(Mutex.Guard guard) {
      counter.value++;
      guard.close();
      return true;
    }

    @Override
    void end() {
      finish.count();
    }
  }

  /// What the waiters and their driver of the notify workloads share.
  private static final class Turns {
    final Notify turn = new Notify();
    final Notify answered = new Notify();
    final AtomicInteger answers = new AtomicInteger();
    final int waiters;
    final int total;

    Turns(int waiters, int rounds) {
      this.waiters = waiters;
      total = waiters * rounds;
    }
  }

  long notifyOne(int waiters, int rounds) {
    var turns = new Turns(waiters, rounds);
    runtime.blockOn(runtime.spawn(new Drive(turns, turns.total, false)));
    return turns.answers.get();
  }

  long notifyWaiters(int waiters, int rounds) {
    var turns = new Turns(waiters, rounds);
    runtime.blockOn(runtime.spawn(new Drive(turns, rounds, true)));
    return turns.answers.get();
  }

  private static final class Drive extends Task.Loop<@Nullable Void> {
    private final Turns turns;
    private final boolean all;
    private boolean started;

    Drive(Turns turns, int rounds, boolean all) {
      super(rounds);
      this.turns = turns;
      this.all = all;
    }

    @Override
    Async<@Nullable Void> begin() {
      if (!started) {
        started = true;
        for (int i = 0; i < turns.waiters; i++) {
          spawn(all ? new WaitForAll(turns) : new WaitInTurn(turns));
        }
      }
      if (all) {
        turns.turn.notifyWaiters();
      } else {
        turns.turn.notifyOne();
      }
      return turns.answered.notified();
    }

    @Override
    boolean take(@Nullable Void told) {
      return true;
    }

    @Override
    void end() {
      turns.turn.notifyWaiters();
    }
  }

  private static final class WaitInTurn extends Task.Loop<@Nullable Void> {
    private final Turns turns;
    private Async<@Nullable Void> next;

    WaitInTurn(Turns turns) {
      super(Long.MAX_VALUE);
      this.turns = turns;
      next = turns.turn.notified();
    }

    @Override
    Async<@Nullable Void> begin() {
      return next;
    }

    @Override
    boolean take(@Nullable Void told) {
      if (turns.answers.get() == turns.total) {
        return false;
      }
      turns.answers.incrementAndGet();
      next = turns.turn.notified();
      turns.answered.notifyOne();
      return true;
    }
  }

  private static final class WaitForAll extends Task.Loop<@Nullable Void> {
    private final Turns turns;
    private Async<@Nullable Void> next;

    WaitForAll(Turns turns) {
      super(turns.total / turns.waiters);
      this.turns = turns;
      next = turns.turn.notified();
    }

    @Override
    Async<@Nullable Void> begin() {
      return next;
    }

    @Override
    boolean take(@Nullable Void told) {
      next = turns.turn.notified(); // before the answer, so that the next call can not be missed
      if (turns.answers.incrementAndGet() % turns.waiters == 0) {
        turns.answered.notifyOne();
      }
      return true;
    }
  }
}
