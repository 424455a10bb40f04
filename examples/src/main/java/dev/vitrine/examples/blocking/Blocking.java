package dev.vitrine.examples.blocking;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.time.Time.sleep;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.examples.Arguments;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Tasks that block their worker, between healthy ones and some that only look as if they did.
///
/// In the console: `b` lists an incident for each blocking task while it blocks, with the line it
/// hangs at: `reads-pipe` (file or native call), `initialises-class` (class loading), `spins`
/// (CPU), `sleeps-in-poll` (sleep), `locks-in-poll` and `synchronises-in-poll` (lock). The tasks
/// `suspends-…` do the same things in async blocks, which only suspend them: they never appear
/// there. `healthy-…` wait behind the others now and then: see their Sched.
public final class Blocking {
  private static final Duration HOLD = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(700);
  private static final ReentrantLock LOCK = new ReentrantLock(true);
  private static final Object MONITOR = new Object();

  private Blocking() {}

  public static void main(String[] args) throws IOException {
    var arguments = Arguments.of("blocking [--workers N]", args, List.of("workers"), 0);
    int workers = arguments.number("workers", 2, 2, 1, 64);
    Thread.ofPlatform().daemon().name("holder").start(Blocking::holdLocks);
    try (var pipe = NamedPipe.create();
        var runtime =
            AsyncRuntime.multiThread().workers(workers).enableAll().name("blocking").build()) {
      System.out.println("tasks that block, tasks that suspend, and healthy ones; end with Ctrl-C");
      runtime.blockOn(() -> run(pipe.path()));
    }
  }

  private static void run(Path pipe) {
    for (int i = 0; i < 4; i++) {
      spawn("healthy-" + i, Blocking::healthy);
    }
    spawn("suspends-sleeping", Blocking::suspendsSleeping);
    spawn("suspends-on-lock", Blocking::suspendsOnLock);
    spawn("suspends-on-monitor", Blocking::suspendsOnMonitor);
    while (true) {
      spawn("reads-pipe", () -> NamedPipe.readOnce(pipe)).await();
      sleep(PAUSE).await();
      spawn("initialises-class", () -> SlowClass.loadAnother()).await();
      sleep(PAUSE).await();
      spawn("spins", Blocking::spin).await();
      sleep(PAUSE).await();
      spawn("sleeps-in-poll", new SleepsInPoll()).await();
      sleep(PAUSE).await();
      spawn("locks-in-poll", new LocksInPoll()).await();
      sleep(PAUSE).await();
      spawn("synchronises-in-poll", new SynchronisesInPoll()).await();
      sleep(PAUSE).await();
    }
  }

  private static void healthy() {
    while (true) {
      sleep(Duration.ofMillis(10)).await();
    }
  }

  private static void suspendsSleeping() throws InterruptedException {
    while (true) {
      Thread.sleep(HOLD);
    }
  }

  private static void suspendsOnLock() throws InterruptedException {
    while (true) {
      passLock();
      Thread.sleep(1);
    }
  }

  private static void passLock() {
    LOCK.lock();
    try {
      Thread.onSpinWait();
    } finally {
      LOCK.unlock();
    }
  }

  private static void suspendsOnMonitor() throws InterruptedException {
    while (true) {
      synchronized (MONITOR) {
        Thread.onSpinWait();
      }
      Thread.sleep(1);
    }
  }

  private static void spin() {
    long end = System.nanoTime() + HOLD.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  /// A thread outside the runtime that holds the lock and the monitor most of the time.
  private static void holdLocks() {
    while (true) {
      LOCK.lock();
      try {
        synchronized (MONITOR) {
          Thread.sleep(HOLD);
        }
      } catch (InterruptedException stop) {
        return;
      } finally {
        LOCK.unlock();
      }
      letOthersIn();
    }
  }

  private static void letOthersIn() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class SleepsInPoll implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(dev.vitrine.future.Context cx) {
      try {
        Thread.sleep(HOLD);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
      return Poll.done();
    }
  }

  private static final class LocksInPoll implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(dev.vitrine.future.Context cx) {
      passLock();
      return Poll.done();
    }
  }

  private static final class SynchronisesInPoll implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(dev.vitrine.future.Context cx) {
      synchronized (MONITOR) {
        return Poll.done();
      }
    }
  }
}
