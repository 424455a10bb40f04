package dev.vitrine.internal.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The threads of the pool, by themselves; what a job's handle says of it is in SpawnBlockingTest.
@Timeout(60)
class BlockingPoolTest {
  private static final long FOR_EVER = TimeUnit.HOURS.toNanos(1);

  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();
  private final CountDownLatch firstStop = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private CountDownLatch mayStop = new CountDownLatch(0);
  private final List<BlockingPool> pools = new ArrayList<>();

  private BlockingPool pool(int cap, long keepAliveNanos) {
    return pool(cap, keepAliveNanos, new ScarceThreads(Integer.MAX_VALUE));
  }

  private BlockingPool pool(int cap, long keepAliveNanos, ScarceThreads system) {
    var pool =
        system.pool(
            new BlockingPool.Settings(
                cap,
                keepAliveNanos,
                "pool",
                started::incrementAndGet,
                () -> {
                  stopped.incrementAndGet();
                  firstStop.countDown();
                  await(mayStop);
                }));
    pools.add(pool);
    return pool;
  }

  /// Nothing is left behind, and every thread has called both hooks.
  @AfterEach
  void endThePools() {
    release.countDown();
    mayStop.countDown();
    for (BlockingPool pool : pools) {
      pool.close();
      assertEquals(List.of(), pool.awaitEnd(TimeUnit.SECONDS.toNanos(20)));
      assertEquals(0, pool.threads());
      assertEquals(0, pool.idle());
      assertEquals(0, pool.queued());
    }
    assertEquals(started.get(), stopped.get());
  }

  /// Tells when it runs, and keeps its thread until the test lets go.
  private final class Held implements BlockingPool.Job {
    private final CountDownLatch running = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final boolean mandatory;
    private volatile @Nullable Thread thread;

    Held() {
      this(false);
    }

    Held(boolean mandatory) {
      this.mandatory = mandatory;
    }

    @Override
    public void run() {
      runs.incrementAndGet();
      thread = Thread.currentThread();
      running.countDown();
      BlockingPoolTest.await(release);
    }

    @Override
    public void cancel() {
      cancels.incrementAndGet();
    }

    @Override
    public void refuse(RejectedExecutionException why) {
      assertTrue(why.toString().contains("no thread"));
      assertInstanceOf(OutOfMemoryError.class, why.getCause());
      refusals.incrementAndGet();
    }

    @Override
    public boolean isMandatory() {
      return mandatory;
    }

    void assertRanOnce() {
      assertEquals(List.of(1, 0, 0), List.of(runs.get(), cancels.get(), refusals.get()));
    }

    void assertOnlyCancelled() {
      assertEquals(List.of(0, 1, 0), List.of(runs.get(), cancels.get(), refusals.get()));
    }

    void assertOnlyRefused() {
      assertEquals(List.of(0, 0, 1), List.of(runs.get(), cancels.get(), refusals.get()));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<Held> submit(BlockingPool pool, int count) {
    var jobs = new ArrayList<Held>();
    for (int i = 0; i < count; i++) {
      jobs.add(new Held());
      pool.submit(jobs.getLast());
    }
    return jobs;
  }

  @Test
  void noMoreThreadsThanTheCapAndTheOtherJobsQueue() {
    BlockingPool pool = pool(3, FOR_EVER);
    List<Held> jobs = submit(pool, 8);
    jobs.subList(0, 3).forEach(job -> await(job.running));
    assertEquals(3, pool.cap());
    assertEquals(3, pool.threads());
    assertEquals(5, pool.queued());
    assertEquals(0, pool.idle());
    assertTrue(pool.isBusy());
    release.countDown();
    jobs.forEach(job -> await(job.running));
    jobs.forEach(Held::assertRanOnce);
    assertEquals(3, started.get());
  }

  @Test
  void workersComeOnTopOfTheCap() {
    BlockingPool pool = pool(1, FOR_EVER);
    var working = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      pool.runWorker(
          "worker",
          () -> {
            working.countDown();
            await(release);
          });
    }
    await(working);
    assertEquals(0, pool.threads());
    assertFalse(pool.isBusy());
    await(submit(pool, 1).getFirst().running);
    assertEquals(1, pool.threads());
  }

  @Test
  void rootsComeOnTopOfTheCapAndAreNothingToBeBusyWith() {
    BlockingPool pool = pool(1, FOR_EVER);
    List<Held> held = List.of(new Held(), new Held());
    held.forEach(pool::submitRoot);
    held.forEach(root -> await(root.running));
    assertFalse(pool.isBusy());
    assertEquals(0, pool.threads());
    await(submit(pool, 1).getFirst().running);
    assertTrue(pool.isBusy());
    assertEquals(1, pool.threads());
    pool.close();
    assertEquals(List.of("pool-root-0", "pool-root-1", "pool-blocking-0"), names(pool.awaitEnd(1)));
    var late = new Held();
    pool.submitRoot(late);
    late.assertOnlyCancelled();
    release.countDown();
    held.forEach(Held::assertRanOnce);
  }

  @Test
  void aThreadThatHasRunARootTakesTheNext() {
    BlockingPool pool = pool(1, FOR_EVER);
    var threads = new CopyOnWriteArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      var ran = new CountDownLatch(1);
      pool.submitRoot(
          new BlockingPool.Job() {
            @Override
            public void run() {
              threads.add(Thread.currentThread());
              ran.countDown();
            }

            @Override
            public void cancel() {}

            @Override
            public void refuse(RejectedExecutionException why) {}
          });
      await(ran);
      // Back at the queue, which it waits at without its own sign from outside.
      Stress.await(
          () -> threads.getLast().getState() == Thread.State.TIMED_WAITING, "the thread is idle");
    }
    assertSame(threads.getFirst(), threads.getLast());
    assertEquals(1, started.get());
  }

  @Test
  void anIdleThreadTakesTheNextJob() {
    BlockingPool pool = pool(8, FOR_EVER);
    var before = new CountDownLatch(1);
    var threads = new CopyOnWriteArrayList<Thread>();
    pool.execute(
        () -> {
          threads.add(Thread.currentThread());
          before.countDown();
        },
        () -> {});
    await(before);
    Stress.await(() -> pool.idle() == 1, "the thread is idle");
    assertFalse(pool.isBusy());
    Held next = submit(pool, 1).getFirst();
    await(next.running);
    assertSame(threads.getFirst(), next.thread);
    assertEquals(1, started.get());
    assertEquals(0, pool.idle());
  }

  /// Two jobs at once are no reason to wake the one idle thread twice.
  @Test
  void asManyThreadsAsThereAreJobsThoughOneIsIdle() {
    BlockingPool pool = pool(8, FOR_EVER);
    pool.execute(() -> {}, () -> {});
    Stress.await(() -> pool.idle() == 1, "the thread is idle");
    submit(pool, 2).forEach(job -> await(job.running));
    assertEquals(2, pool.threads());
  }

  @Test
  void aThreadThatStaysIdleEnds() {
    BlockingPool pool = pool(8, 1_000_000);
    pool.execute(() -> {}, () -> {});
    await(firstStop);
    Stress.await(() -> pool.threads() == 0, "the thread has left");
    assertEquals(0, pool.idle());
    await(submit(pool, 1).getFirst().running); // and another one takes its place
    assertEquals(2, started.get());
  }

  @Test
  void aJobThatFailsCostsNoThread() {
    BlockingPool pool = pool(1, FOR_EVER);
    pool.execute(
        () -> {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("a test's");
        },
        () -> {});
    var interrupted = new CountDownLatch(1);
    pool.execute(
        () -> {
          if (!Thread.currentThread().isInterrupted()) {
            interrupted.countDown();
          }
        },
        () -> {});
    await(interrupted);
    assertEquals(1, started.get());
  }

  @Test
  void closeCancelsWhatHasNotStartedAndRunsWhatIsMandatory() {
    BlockingPool pool = pool(1, FOR_EVER);
    Held running = submit(pool, 1).getFirst();
    await(running.running);
    Held queued = submit(pool, 1).getFirst();
    var mandatory = new Held(true);
    pool.submit(mandatory);
    pool.close();
    queued.assertOnlyCancelled();
    assertEquals(0, running.cancels.get());
    Held late = submit(pool, 1).getFirst();
    late.assertOnlyCancelled();
    release.countDown();
    await(mandatory.running);
    assertEquals(List.of(), pool.awaitEnd(TimeUnit.SECONDS.toNanos(20)));
    running.assertRanOnce();
    mandatory.assertRanOnce();
    queued.assertOnlyCancelled();
  }

  @Test
  void mandatoryJobsRunThoughNoThreadIsThereAnyMore() {
    BlockingPool pool = pool(1, FOR_EVER);
    pool.close();
    var mandatory = new Held(true);
    pool.submit(mandatory);
    await(mandatory.running);
    mandatory.assertRanOnce();
  }

  @Test
  void anIdleThreadEndsAtOnceWhenThePoolIsClosed() {
    BlockingPool pool = pool(4, FOR_EVER);
    pool.execute(() -> {}, () -> {});
    Stress.await(() -> pool.idle() == 1, "the thread is idle");
    pool.close();
    assertEquals(List.of(), pool.awaitEnd(TimeUnit.SECONDS.toNanos(20)));
  }

  @Test
  void whoHoldsUpTheEndIsNamed() {
    BlockingPool pool = pool(4, FOR_EVER);
    List<Held> jobs = submit(pool, 2);
    jobs.forEach(job -> await(job.running));
    pool.close();
    List<Thread> left = pool.awaitEnd(1);
    assertEquals(List.of("pool-blocking-0", "pool-blocking-1"), names(left));
    jobs.forEach(job -> assertTrue(left.contains(job.thread)));
  }

  @Test
  void aJobIsRefusedWhenThereIsNoThreadForIt() {
    var system = new ScarceThreads(0);
    BlockingPool pool = pool(2, FOR_EVER, system);
    submit(pool, 1).getFirst().assertOnlyRefused();
    assertEquals(0, pool.queued());
    assertEquals(0, pool.threads());
    assertFalse(pool.isBusy());
    assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}, () -> {}));
    assertThrows(OutOfMemoryError.class, () -> pool.runWorker("worker", () -> {}));
    system.allow(1);
    List<Held> jobs = submit(pool, 2);
    await(jobs.getFirst().running);
    assertEquals(1, pool.queued(), "the thread that is there will come to it");
    release.countDown();
    await(jobs.getLast().running);
    jobs.forEach(Held::assertRanOnce);
  }

  /// There may be others, but they may all be waiting for this one.
  @Test
  void aRootIsRefusedWhenThereIsNoThreadForIt() {
    BlockingPool pool = pool(2, FOR_EVER, new ScarceThreads(1));
    var first = new Held();
    pool.submitRoot(first);
    await(first.running);
    var second = new Held();
    pool.submitRoot(second);
    second.assertOnlyRefused();
    release.countDown();
    first.assertRanOnce();
  }

  @Test
  void aMandatoryJobIsRefusedAtTheLatestWhenThePoolIsClosed() {
    BlockingPool pool = pool(1, FOR_EVER, new ScarceThreads(0));
    pool.close();
    var mandatory = new Held(true);
    pool.submit(mandatory);
    mandatory.assertOnlyRefused();
  }

  /// Seen failing when a thread that had given up waiting still counted as one that will come.
  @Test
  void aThreadThatLeavesIsNotWaitedFor() {
    mayStop = new CountDownLatch(1);
    BlockingPool pool = pool(1, 1_000_000);
    pool.execute(() -> {}, () -> {});
    await(firstStop);
    Held next = submit(pool, 1).getFirst();
    await(next.running);
    assertEquals(1, pool.threads());
    assertEquals(2, pool.awaitEnd(1).size(), "the one that leaves is still there");
  }

  private static List<String> names(List<Thread> threads) {
    return threads.stream().map(Thread::getName).toList();
  }
}
