package dev.vitrine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Poll;
import dev.vitrine.internal.jdk.VirtualThreads;
import dev.vitrine.task.TaskFailedException;
import dev.vitrine.testing.OwnJvm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the runtime relies on in virtual threads whose scheduler is ours. Nothing of it is promised
/// by the JDK: when an upgrade changes it, this says what.
@Timeout(60)
class VirtualThreadGuardTest {

  /// A scheduler that takes a note of each step it is asked for, and of who asked.
  private static final class Noting implements Executor {
    private final LinkedBlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
    private final List<Thread> askers = new ArrayList<>();

    @Override
    public synchronized void execute(Runnable step) {
      askers.add(Thread.currentThread());
      steps.add(step);
    }

    Runnable next() throws InterruptedException {
      Runnable step = steps.poll(20, TimeUnit.SECONDS);
      if (step == null) {
        throw new AssertionError("no step was asked for");
      }
      return step;
    }

    /// Takes steps, each on a thread of its own, until `thread` has ended.
    void runToEnd(Thread thread) throws InterruptedException {
      while (thread.getState() != Thread.State.TERMINATED) {
        onNewThread(next());
      }
    }
  }

  private static Thread onNewThread(Runnable action) throws InterruptedException {
    Thread carrier = new Thread(action);
    carrier.start();
    carrier.join();
    return carrier;
  }

  @Test
  void theSchedulerGetsOneRunnableAgainAndAgainFromWhoeverWakes() throws Exception {
    var scheduler = new Noting();
    Thread thread =
        VirtualThreads.create(
            scheduler,
            "guarded",
            () -> {
              LockSupport.park();
              LockSupport.park();
            });
    thread.start();
    Runnable first = scheduler.next();
    onNewThread(first);
    assertTrue(scheduler.steps.isEmpty(), "a parked thread asks for nothing");
    Thread waker = onNewThread(() -> LockSupport.unpark(thread));
    Runnable second = scheduler.next();
    assertSame(first, second);
    assertSame(waker, scheduler.askers.getLast(), "asked on the thread that wakes");
    onNewThread(second);
    LockSupport.unpark(thread);
    LockSupport.unpark(thread);
    assertEquals(1, scheduler.steps.size(), "one step, however often it is woken");
    onNewThread(scheduler.next());
    assertEquals(Thread.State.TERMINATED, thread.getState());
  }

  @Test
  void threadsStartedInsideInheritTheScheduler() throws Exception {
    var scheduler = new Noting();
    var child = new AtomicReference<@Nullable Thread>();
    Thread parent =
        VirtualThreads.create(scheduler, "", () -> child.set(Thread.ofVirtual().start(() -> {})));
    parent.start();
    Runnable ofParent = scheduler.next();
    onNewThread(ofParent);
    Runnable ofChild = scheduler.next();
    assertFalse(ofParent == ofChild);
    Thread started = child.get();
    assertTrue(started != null && VirtualThreads.schedulerOf(started) == scheduler);
    onNewThread(ofChild);
  }

  @Test
  void locksAndScopedValuesTravelBetweenCarriers() throws Exception {
    var scheduler = new Noting();
    var monitor = new Object();
    var lock = new ReentrantLock();
    ScopedValue<String> scoped = ScopedValue.newInstance();
    var failures = new ArrayList<String>();
    Thread thread =
        VirtualThreads.create(
            scheduler,
            "",
            () ->
                ScopedValue.where(scoped, "bound")
                    .run(
                        () -> {
                          lock.lock();
                          try {
                            synchronized (monitor) {
                              for (int i = 0; i < 3; i++) {
                                LockSupport.parkNanos(1_000_000);
                                if (!Thread.holdsLock(monitor) || !lock.isHeldByCurrentThread()) {
                                  failures.add("a lock was left behind");
                                }
                                if (!scoped.get().equals("bound")) {
                                  failures.add("a scoped value was left behind");
                                }
                              }
                            }
                          } finally {
                            lock.unlock();
                          }
                        }));
    thread.start();
    scheduler.runToEnd(thread);
    assertEquals(List.of(), failures);
    assertFalse(lock.isLocked());
    synchronized (monitor) {
      assertTrue(Thread.holdsLock(monitor));
    }
  }

  @Test
  void aContendedMonitorFreesTheCarrier() throws Exception {
    var scheduler = new Noting();
    var monitor = new Object();
    Thread thread =
        VirtualThreads.create(
            scheduler,
            "",
            () -> {
              synchronized (monitor) {
                Thread.onSpinWait();
              }
            });
    thread.start();
    Runnable first = scheduler.next();
    synchronized (monitor) {
      onNewThread(first); // comes back although the thread has not got the monitor
      assertEquals(Thread.State.BLOCKED, thread.getState());
    }
    scheduler.runToEnd(thread);
  }

  @Test
  void theBlockerAndTheStackOfASuspendedThreadCanBeRead() throws Exception {
    var scheduler = new Noting();
    var blocker = new Object();
    Thread thread = VirtualThreads.create(scheduler, "", () -> parkHere(blocker));
    thread.start();
    onNewThread(scheduler.next());
    assertSame(blocker, LockSupport.getBlocker(thread));
    assertTrue(
        Arrays.stream(thread.getStackTrace())
            .anyMatch(
                frame -> frame.getMethodName().equals("parkHere") && frame.getLineNumber() > 0));
    LockSupport.unpark(thread);
    scheduler.runToEnd(thread);
  }

  private static void parkHere(Object blocker) {
    LockSupport.park(blocker);
  }

  /// The first virtual thread of a process that reads a socket makes the JDK's poller threads, with
  /// its own scheduler. After the end of our runtime they must not wait for it.
  @Test
  void socketsOfOrdinaryVirtualThreadsOutliveTheRuntime() throws Exception {
    OwnJvm.Result result = OwnJvm.withTheDoorOpen().run(SocketsAfterwards.class);
    assertEquals(0, result.exitCode(), result.output());
    assertTrue(result.output().contains("read 42"), result.output());
  }

  /// Runs in a JVM of its own.
  static final class SocketsAfterwards {
    public static void main(String[] arguments) throws Exception {
      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        try (var runtime = AsyncRuntime.multiThread().workers(1).build()) {
          runtime.blockOn(runtime.spawn(() -> exchange(server)));
        }
        var read = new AtomicReference<Integer>();
        Thread plain = Thread.ofVirtual().start(() -> read.set(exchange(server)));
        if (!plain.join(java.time.Duration.ofSeconds(10))) {
          System.out.println("the read hangs: " + Arrays.toString(plain.getStackTrace()));
          System.exit(1);
        }
        System.out.println("read " + read.get());
      }
    }

    /// Reads a byte that comes a moment after the read has begun.
    private static int exchange(ServerSocket server) {
      try (var client = new Socket(server.getInetAddress(), server.getLocalPort());
          var peer = server.accept()) {
        Thread reader = Thread.currentThread();
        Thread.ofPlatform()
            .start(
                () -> {
                  while (reader.getState() == Thread.State.RUNNABLE) {
                    Thread.onSpinWait();
                  }
                  try {
                    client.getOutputStream().write(42);
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        return peer.getInputStream().read();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Test
  void withTheDoorClosedPolledTasksWorkAndABlockSaysHowToOpenIt() throws Exception {
    OwnJvm.Result result = OwnJvm.withTheDoorClosed().run(ClosedDoor.class);
    assertEquals(0, result.exitCode(), result.output());
    assertTrue(result.output().contains("polled 5"), result.output());
    for (String way :
        List.of(
            "--add-opens java.base/java.lang=", "Add-Opens: java.base/java.lang", "-javaagent:")) {
      assertTrue(result.output().contains(way), result.output());
    }
  }

  /// Runs in a JVM of its own.
  static final class ClosedDoor {
    public static void main(String[] arguments) {
      try (var runtime = AsyncRuntime.multiThread().workers(2).enableAll().build()) {
        System.out.println("polled " + runtime.blockOn(runtime.spawn(_ -> Poll.ready(5))));
        try {
          runtime.blockOn(runtime.spawn(() -> 1));
          System.exit(3);
        } catch (TaskFailedException e) {
          System.out.println(e.getCause());
        }
        try {
          runtime.blockOn(() -> 1);
          System.exit(4);
        } catch (IllegalStateException e) {
          System.out.println(e);
        }
      }
    }
  }

  @Test
  void aThreadThatABlockStartsIsNoPartOfTheTask() throws Exception {
    try (var runtime = Flavour.FOUR_WORKERS.build()) {
      runtime.blockOn(
          () -> {
            var inTask = new AtomicBoolean(true);
            var ended = new CountDownLatch(1);
            Thread.ofVirtual()
                .start(
                    () -> {
                      inTask.set(Tasks.taskId().isPresent());
                      ended.countDown();
                    });
            ended.await();
            assertFalse(inTask.get());
            assertTrue(Tasks.taskId().isPresent());
          });
    }
  }
}
