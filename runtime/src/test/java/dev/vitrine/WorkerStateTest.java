package dev.vitrine;

import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Watch;
import dev.vitrine.instrument.WorkerView;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a worker says that it does, and since when.
@Timeout(30)
final class WorkerStateTest {

  /// Polls end and begin while it is asked: none of them is taken for one that has run since the
  /// worker became busy.
  @Test
  void aWorkerThatPollsAllTheTimeHasNotPolledOneTaskForLong() {
    var over = new AtomicBoolean();
    var inLastPoll = new AtomicLong();
    var inPollBefore = new AtomicLong();
    try (var runtime = AsyncRuntime.multiThread().workers(1).build();
        Watch _ = Instruments.watch()) { // which makes starts of polls exact
      var busy =
          runtime.spawn(
              () -> {
                while (!over.get()) {
                  inPollBefore.set(inLastPoll.get());
                  inLastPoll.set(System.nanoTime());
                  yieldNow().await();
                }
              });
      WorkerView worker = runtime.view().workers().getFirst();
      for (int asked = 0; asked < 300_000; ) {
        long before = inPollBefore.get();
        if (before != 0) {
          asked++;
          long late = before - worker.stateSinceNanos();
          assertTrue(late <= 0, () -> "since " + late + " ns before the end of an earlier poll");
        }
      }
      over.set(true);
      runtime.blockOn(busy);
    }
  }
}
