package dev.vitrine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.task.TaskFailedException;
import dev.vitrine.testing.OwnJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the handle of a blocking job says, and how jobs and the end of the runtime meet.
@Timeout(60)
class SpawnBlockingTest {
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();

  private int held() throws InterruptedException {
    running.countDown();
    release.await();
    return runs.incrementAndGet();
  }

  @ParameterizedTest
  @EnumSource
  void aJobThatIsAbortedInTheQueueNeverRuns(Flavour flavour) throws Exception {
    try (var runtime = flavour.builder().maxBlockingThreads(1).build()) {
      JoinHandle<Integer> first = runtime.spawnBlocking(this::held);
      running.await();
      JoinHandle<Integer> queued = runtime.spawnBlocking(runs::incrementAndGet);
      assertEquals(1, runtime.view().blocking().queued());
      queued.abort();
      release.countDown();
      assertEquals(1, runtime.blockOn(first));
      assertThrows(TaskCancelledException.class, () -> runtime.blockOn(queued));
    }
    assertEquals(1, runs.get());
  }

  @ParameterizedTest
  @EnumSource
  void aJobThatRunsCanNotBeAborted(Flavour flavour) throws Exception {
    try (var runtime = flavour.build()) {
      JoinHandle<Integer> job = runtime.spawnBlocking(this::held);
      running.await();
      job.abort();
      assertFalse(job.isFinished());
      release.countDown();
      assertEquals(1, runtime.blockOn(job));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAJobThrowsReachesItsHandle(Flavour flavour) {
    try (var runtime = flavour.build()) {
      var thrown = new IOException("a test's");
      JoinHandle<Object> job =
          runtime.spawnBlocking(
              () -> {
                throw thrown;
              });
      var failure = assertThrows(TaskFailedException.class, () -> runtime.blockOn(job));
      assertSame(thrown, failure.getCause());
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeCancelsTheJobsThatWaitForAThread(Flavour flavour) throws Exception {
    var runtime = flavour.builder().maxBlockingThreads(1).build();
    JoinHandle<Integer> first = runtime.spawnBlocking(this::held);
    running.await();
    JoinHandle<Integer> queued = runtime.spawnBlocking(runs::incrementAndGet);
    Thread closer = Thread.ofPlatform().start(runtime::close);
    while (!queued.isFinished()) { // ended by close, while the one thread is still held
      Thread.onSpinWait();
    }
    assertFalse(first.isFinished());
    release.countDown();
    closer.join();
    assertTrue(first.isFinished());
    assertEquals(1, runs.get());
    JoinHandle<Integer> late = runtime.spawnBlocking(runs::incrementAndGet);
    assertTrue(late.isFinished());
    assertEquals(1, runs.get());
  }

  /// Seen failing when close waited for the thread that called it until its limit. Another runtime
  /// may be closed there.
  @ParameterizedTest
  @EnumSource
  void closeInAJobOfItsOwnIsRefused(Flavour flavour) {
    try (var runtime = flavour.builder().name("own").build();
        var other = flavour.build()) {
      JoinHandle<Integer> job =
          runtime.spawnBlocking(
              () -> {
                assertTrue(other.close(Duration.ofSeconds(30)));
                var refused =
                    assertThrows(IllegalStateException.class, () -> runtime.close(Duration.ZERO));
                assertTrue(refused.toString().contains("own"), refused.toString());
                assertTrue(refused.toString().contains("blocking job"), refused.toString());
                return 1;
              });
      assertEquals(1, runtime.blockOn(job));
      assertEquals(2, runtime.blockOn(runtime.spawnBlocking(() -> 2)), "it has not been closed");
      assertTrue(runtime.close(Duration.ofSeconds(30)));
    }
  }

  /// In a JVM of its own, which shows what is logged.
  @Test
  void closeNamesTheThreadAndTheLineThatHoldItUp() throws Exception {
    var result = OwnJvm.withTheDoorOpen().run(HeldUp.class);
    assertEquals(0, result.exitCode(), result.output());
    assertTrue(result.output().contains("1 thread(s) that block"), result.output());
    assertTrue(result.output().contains("stuck-blocking-0"), result.output());
    assertTrue(result.output().contains("SpawnBlockingTest.held"), result.output());
  }

  /// A runtime that is closed while a job runs, which it leaves behind.
  static final class HeldUp {
    public static void main(String[] args) throws InterruptedException {
      var job = new SpawnBlockingTest();
      // Without workers, whose end would take a part of the limit: all of it is for the job.
      var runtime = Flavour.CURRENT_THREAD.builder().name("stuck").threadName("stuck").build();
      JoinHandle<Integer> handle = runtime.spawnBlocking(job::held);
      job.running.await();
      boolean clean = runtime.close(Duration.ofMillis(1));
      boolean wasRunning = !handle.isFinished();
      job.release.countDown();
      while (!handle.isFinished()) { // it was left behind, not stopped
        Thread.onSpinWait();
      }
      System.exit(!clean && wasRunning && job.runs.get() == 1 ? 0 : 1);
    }
  }
}
