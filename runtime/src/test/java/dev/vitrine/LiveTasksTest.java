package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.TaskView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which tasks a console is told of.
@Timeout(30)
final class LiveTasksTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  @ParameterizedTest
  @EnumSource
  void rootIsListedOnceWhileItWaits(Flavour flavour) {
    try (var runtime = flavour.builder().name("listed").build()) {
      long idle =
          runtime.blockOn(() -> spawn("looks", LiveTasksTest::looksUntilTheRootIsIdle).await());
      assertEquals(1, idle);
    }
  }

  /// Also those that are polled for the first time, and so registered, while somebody looks.
  @Test
  void tasksThatWaitForTheirFirstPollAreListedOnceInParts() throws InterruptedException {
    int count = 10_000;
    try (var runtime = AsyncRuntime.multiThread().workers(1).build()) {
      var go = new CountDownLatch(1);
      var polled = new CountDownLatch(count);
      runtime.spawn(_ -> blocks(go)).detach();
      for (int i = 0; i < count; i++) {
        runtime.spawn(_ -> waits(polled)).detach();
      }
      Iterator<List<TaskView>> parts = runtime.view().liveTaskParts();
      var listed = new ArrayList<Long>();
      parts.next().forEach(task -> listed.add(task.id()));
      assertTrue(listed.size() < count, "in parts");
      go.countDown();
      assertTrue(polled.await(10, TimeUnit.SECONDS));
      parts.forEachRemaining(part -> part.forEach(task -> listed.add(task.id())));
      Set<Long> once = new HashSet<>(listed);
      assertEquals(once.size(), listed.size());
      assertTrue(once.size() >= count, () -> once.size() + " of " + count);
    }
  }

  private static Poll<Integer> waits(CountDownLatch polled) {
    polled.countDown();
    return Poll.pending();
  }

  private static Poll<Integer> blocks(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return Poll.ready(0);
  }

  private static long looksUntilTheRootIsIdle() {
    long start = System.nanoTime();
    while (idleRoots() == 0 && System.nanoTime() - start < PATIENCE_NANOS) {
      yieldNow().await();
    }
    return idleRoots();
  }

  private static long idleRoots() {
    var idle = new long[1];
    for (var runtime : Instruments.runtimes()) {
      if (runtime.name().equals("listed")) {
        runtime.forEachLiveTask(
            task -> {
              if (task.kind() == TaskView.Kind.BLOCK_ON && task.state() == TaskView.State.IDLE) {
                idle[0]++;
              }
            });
      }
    }
    return idle[0];
  }
}
