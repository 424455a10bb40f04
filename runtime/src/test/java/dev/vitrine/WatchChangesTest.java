package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Resources;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.Watch;
import dev.vitrine.sync.Oneshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a recording has of tasks: which have changed, and nothing that is kept for consoles alone.
@Timeout(30)
final class WatchChangesTest {

  @ParameterizedTest
  @EnumSource
  void changesAreListedAndTimesStayCoarse(Flavour flavour) {
    try (var runtime = flavour.build();
        Watch changes = Instruments.watchChanges()) {
      TaskView task = ofOneTask(runtime, changes);
      assertEquals(TaskView.State.FINISHED, task.state());
      assertEquals(2, task.polls());
      assertFalse(task.isExact());
      assertTrue(task.histograms().isEmpty());
      assertTrue(changes.finished().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConsoleThatComesToARecordingMakesItExact(Flavour flavour) {
    try (var runtime = flavour.build();
        Watch changes = Instruments.watchChanges()) {
      try (Watch _ = Instruments.watch()) {
        assertTrue(ofOneTask(runtime, changes).isExact());
      }
      assertFalse(ofOneTask(runtime, changes).isExact());
    }
  }

  private static TaskView ofOneTask(AsyncRuntime runtime, Watch changes) {
    changes.drainChanged(_ -> {});
    long id =
        runtime.blockOn(
            () -> {
              var handle = spawn(() -> yieldNow().await());
              handle.await();
              return handle.id();
            });
    Map<Long, TaskView> changed = new HashMap<>();
    changes.drainChanged(task -> changed.put(task.id(), task));
    return Objects.requireNonNull(changed.get(id));
  }

  @ParameterizedTest
  @EnumSource
  void theTimeInQueuesIsNotMadeUpWhilePollsAreTimedExactly(Flavour flavour) {
    try (var runtime = flavour.build();
        EventFeed _ = Instruments.events()) {
      long start = System.nanoTime();
      long scheduled =
          runtime.blockOn(
              runtime.spawn( // no root, which moves the coarse clock whenever it is polled
                  () -> {
                    var views = new ArrayList<TaskView>();
                    for (int i = 0; i < 2_000; i++) {
                      var pair = Oneshot.<Integer>create();
                      var handle = spawn(() -> pair.receiver().receive().await());
                      yieldNow().await();
                      runtime.view().task(handle.id()).ifPresent(views::add);
                      pair.sender().send(i);
                      handle.await();
                    }
                    return views.stream().mapToLong(TaskView::scheduledNanos).sum();
                  }));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      // Each task is ready for some microseconds; the coarse clock alone errs by a tick at times.
      assertTrue(scheduled <= took.toNanos(), scheduled + " of " + took);
    }
  }

  @Test
  void noResourcesAreListed() {
    try (var runtime = Flavour.CURRENT_THREAD.build();
        Watch changes = Instruments.watchChanges()) {
      runtime.blockOn(
          () -> {
            assertFalse(Resources.isWatched());
            var kept = new ArrayList<Object>();
            kept.add(Oneshot.create());
            assertTrue(changes.resources().isEmpty());
            try (Watch all = Instruments.watch()) {
              kept.add(Oneshot.create());
              assertEquals(kept.size() - 1, all.resources().size());
            }
            assertFalse(Resources.isWatched());
          });
    }
  }
}
