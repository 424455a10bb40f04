package dev.vitrine.deterministic.scenario;

import dev.vitrine.deterministic.Scenario;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Programs whose races are known.
@SuppressWarnings({"NonAtomicVolatileUpdate", "LockNotBeforeTry", "WaitNotInLoop"}) // on purpose
public final class Samples {
  private Samples() {}

  private static void together(Runnable... bodies) throws InterruptedException {
    Thread[] threads = new Thread[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      threads[i] = new Thread(bodies[i], "thread-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// Two threads read, then write; now and then one update is lost.
  public static final class LostUpdate implements Scenario {
    private volatile int count;

    @Override
    public void run() throws Exception {
      Runnable increment = () -> count = count + 1;
      together(increment, increment);
      Ledger.check(count == 2, "count=" + count);
    }
  }

  /// The same with an atomic update.
  public static final class NoLostUpdate implements Scenario {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void run() throws Exception {
      together(() -> count.incrementAndGet(), () -> count.incrementAndGet());
      Ledger.check(count.get() == 2, "count=" + count);
    }
  }

  /// Two threads take two locks, each the other one first.
  public static final class Deadlock implements Scenario {
    @Override
    public void run() throws Exception {
      var one = new ReentrantLock();
      var two = new ReentrantLock();
      together(() -> lockBoth(one, two), () -> lockBoth(two, one));
    }

    private static void lockBoth(ReentrantLock first, ReentrantLock second) {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    }
  }

  /// The same with monitors, of a method and of a block.
  public static final class MonitorDeadlock implements Scenario {
    private final Object other = new Object();

    @Override
    public void run() throws Exception {
      together(this::thisFirst, this::otherFirst);
    }

    private synchronized void thisFirst() {
      synchronized (other) {
        Thread.onSpinWait();
      }
    }

    private void otherFirst() {
      synchronized (other) {
        synchronized (this) {
          Thread.onSpinWait();
        }
      }
    }
  }

  /// A monitor keeps others out, whichever way a method is left.
  public static final class Monitor implements Scenario {
    private volatile int count;

    @Override
    public void run() throws Exception {
      Runnable body =
          () -> {
            try {
              increment();
            } catch (IllegalStateException expected) {
              increment(false);
            }
          };
      together(body, body);
      Ledger.check(count == 4, "count=" + count);
    }

    private synchronized void increment() {
      increment(true);
    }

    private synchronized void increment(boolean fails) {
      count = count + 1;
      if (fails) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  /// Waits for what never comes, without giving up.
  public static final class Livelock implements Scenario {
    private volatile boolean come;

    @Override
    public void run() {
      while (!come) {
        Thread.onSpinWait();
      }
    }
  }

  /// Spins for what is done already while it comes to that, by one who sleeps since.
  public static final class DoneBeforeItSpins implements Scenario {
    private volatile boolean done;
    private volatile boolean hasSlept;
    private boolean late;

    @Override
    public void run() throws Exception {
      together(this::spins, this::sleeps);
      Ledger.check(!late, "a sleep has passed meanwhile");
    }

    private void spins() {
      while (!done) {
        Thread.onSpinWait();
      }
      late = hasSlept;
    }

    private void sleeps() {
      done = true;
      LockSupport.parkNanos(this, Duration.ofMillis(1).toNanos());
      hasSlept = true;
    }
  }

  /// A thread that nobody waits for.
  public static final class LeftOver implements Scenario {
    @Override
    public void run() {
      new Thread(() -> LockSupport.park(this), "left").start();
    }
  }

  /// A day of sleep, of timed waits, and of waits that others end.
  public static final class Day implements Scenario {
    @Override
    public void run() throws Exception {
      long before = System.nanoTime();
      Thread.sleep(Duration.ofHours(12));
      Ledger.check(!new CountDownLatch(1).await(11, TimeUnit.HOURS), "nobody counts");
      var lock = new ReentrantLock();
      var condition = lock.newCondition();
      lock.lock();
      Ledger.check(condition.awaitNanos(TimeUnit.MINUTES.toNanos(50)) <= 0, "nobody signals");
      lock.unlock();
      var sleeper = new Thread(() -> Threads.sleep(Duration.ofMinutes(10)), "sleeper");
      sleeper.start();
      sleeper.join();
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      Ledger.check(took.toHours() == 24 && took.toMinutesPart() == 0, "it took " + took);
    }
  }

  /// Each of two threads is unparked as often as it parks, one of them before it does.
  public static final class Permits implements Scenario {
    private volatile boolean first;
    private volatile boolean second;

    @Override
    public void run() throws Exception {
      var waiter =
          new Thread(
              () -> {
                while (!first || !second) {
                  LockSupport.park(this);
                }
              },
              "waiter");
      waiter.start();
      together(
          () -> {
            first = true;
            LockSupport.unpark(waiter);
          },
          () -> {
            second = true;
            LockSupport.unpark(waiter);
          });
      waiter.join();
    }
  }

  /// An interrupt ends a wait, and is seen once.
  public static final class Interrupt implements Scenario {
    private boolean interrupted;

    @Override
    public void run() throws Exception {
      var waiter =
          new Thread(
              () -> {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted = !Thread.currentThread().isInterrupted();
                }
              },
              "waiter");
      waiter.start();
      waiter.interrupt();
      waiter.join();
      Ledger.check(interrupted, "the interrupt was lost");
    }
  }
}
