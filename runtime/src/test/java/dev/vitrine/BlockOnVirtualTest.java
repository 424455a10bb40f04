package dev.vitrine;

import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Poll;
import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.net.TcpStream;
import dev.vitrine.testing.OwnJvm;
import dev.vitrine.testing.Stress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `blockOn` on virtual threads, which need a thread of the pool each, and what the pool's cap is
/// for meanwhile: jobs and look-ups.
@Timeout(120)
class BlockOnVirtualTest {
  private static final long PATIENCE_SECONDS = 20;

  private static <T> FutureTask<T> onVirtualThread(Callable<T> code) {
    var result = new FutureTask<>(code);
    Thread.ofVirtual().start(result);
    return result;
  }

  private static int job(AsyncRuntime runtime, CountDownLatch inside) throws Exception {
    inside.countDown();
    inside.await(); // all are in a job's way before the first of them starts one
    return runtime.blockOn(() -> Tasks.spawnBlocking(() -> 7).await());
  }

  @ParameterizedTest
  @EnumSource
  void rootsLeaveTheThreadsToTheJobsTheyWaitFor(Flavour flavour) throws Exception {
    try (var runtime = flavour.builder().maxBlockingThreads(1).build()) {
      var inside = new CountDownLatch(4);
      List<FutureTask<Integer>> roots = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        roots.add(onVirtualThread(() -> job(runtime, inside)));
      }
      for (FutureTask<Integer> root : roots) {
        assertEquals(7, root.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      assertEquals(1, runtime.view().blocking().threads());
    }
  }

  @Test
  void aRootIsNothingThatHoldsThePausedClock() throws Exception {
    try (var runtime = Flavour.CURRENT_THREAD.builder().startPaused(true).build()) {
      FutureTask<Integer> root =
          onVirtualThread(
              () ->
                  runtime.blockOn(
                      () -> {
                        sleep(Duration.ofHours(1)).await();
                        return 5;
                      }));
      assertEquals(5, root.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  /// In a JVM of its own, where nothing of the runtime has been used before.
  @Test
  void theFirstCallOfAProcessMayComeFromAVirtualThread() throws Exception {
    var result = OwnJvm.withTheDoorOpen().run(First.class);
    assertEquals(0, result.exitCode(), result.output());
  }

  /// A program that does nothing else.
  static final class First {
    public static void main(String[] args) throws Exception {
      var runtime = AsyncRuntime.multiThread().workers(1).build();
      FutureTask<Integer> root = onVirtualThread(() -> runtime.blockOn(_ -> Poll.ready(3)));
      System.exit(root.get(PATIENCE_SECONDS, TimeUnit.SECONDS) == 3 ? 0 : 1);
    }
  }

  @Test
  void aClosedRuntimeRefuses() {
    var runtime = Flavour.ONE_WORKER.build();
    runtime.close();
    FutureTask<Integer> root = onVirtualThread(() -> runtime.blockOn(() -> 1));
    var failure =
        assertThrows(ExecutionException.class, () -> root.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertInstanceOf(IllegalStateException.class, failure.getCause());
  }

  /// The look-up waits for the pool's one thread, and close cancels it.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CURRENT_THREAD") // it has none who is left
  void whoWaitsForALookUpIsToldThatTheRuntimeIsClosed(Flavour flavour) throws Exception {
    var begun = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    var runtime = flavour.builder().maxBlockingThreads(1).build();
    try {
      var job =
          runtime.spawnBlocking(
              () -> {
                begun.countDown();
                held.await();
                return 1;
              });
      begun.await(); // until then the job is queued itself
      var waiter = new FutureTask<>(() -> connect(runtime));
      Thread.ofPlatform().daemon().start(waiter);
      Stress.await(() -> runtime.view().blocking().queued() == 1, "the look-up is queued");
      assertFalse(runtime.close(Duration.ofMillis(100)), "the job goes on");
      String told = waiter.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(told.contains("localhost:1"), told);
      assertTrue(told.contains("closed"), told);
      assertFalse(job.isFinished());
      assertEquals(told, connect(runtime), "one that comes late");
    } finally {
      held.countDown();
      runtime.close();
    }
  }

  private static String connect(AsyncRuntime runtime) {
    var failure =
        assertThrows(
            RuntimeShutdownException.class,
            () -> runtime.blockOn(() -> TcpStream.connect("localhost:1").await()));
    return String.valueOf(failure.getMessage());
  }
}
