package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.TaskView;
import java.util.concurrent.TimeUnit;
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
