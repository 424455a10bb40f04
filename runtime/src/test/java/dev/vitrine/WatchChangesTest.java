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
import java.util.HashSet;
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

  /// Of a task that nobody has heard of nothing needs to be said; of one that somebody has, its
  /// end.
  @ParameterizedTest
  @EnumSource
  void theEndOfATaskIsToldThoughMoreHasChangedThanIsListed(Flavour flavour) {
    try (var runtime = flavour.build();
        Watch changes = Instruments.watchChanges()) {
      var end = Oneshot.<Integer>create();
      var listed = runtime.spawn(() -> end.receiver().receive().await());
      var alsoEnd = Oneshot.<Integer>create();
      var other = runtime.spawn(() -> alsoEnd.receiver().receive().await());
      waitUntilBothWait(runtime, listed.id(), other.id());
      changes.drainChanged(_ -> {}); // the one is told of so, and the other
      var living = new HashSet<Long>();
      runtime.view().forEachLiveTask(task -> living.add(task.id()));
      assertTrue(living.contains(other.id()));
      spawnMany(runtime);
      end.sender().send(1);
      alsoEnd.sender().send(1);
      runtime.blockOn(listed);
      runtime.blockOn(other);
      Map<Long, TaskView.State> told = new HashMap<>();
      changes.drainChanged(task -> told.put(task.id(), task.state()));
      assertEquals(TaskView.State.FINISHED, told.get(listed.id()));
      assertEquals(TaskView.State.FINISHED, told.get(other.id()));
    }
  }

  /// Whoever walks over the tasks may miss one that is on its way to its first poll.
  private static void waitUntilBothWait(AsyncRuntime runtime, long one, long other) {
    runtime.blockOn(
        () -> {
          while (!isWaiting(runtime, one) || !isWaiting(runtime, other)) {
            yieldNow().await();
          }
        });
  }

  private static boolean isWaiting(AsyncRuntime runtime, long id) {
    return runtime.view().task(id).filter(task -> task.state() == TaskView.State.IDLE).isPresent();
  }

  /// More than are listed.
  private static void spawnMany(AsyncRuntime runtime) {
    spawnMany(runtime, 60_000);
  }

  private static void spawnMany(AsyncRuntime runtime, int count) {
    runtime.blockOn(
        () -> {
          for (int i = 0; i < count; i++) {
            spawn(() -> {}).await();
          }
        });
  }

  @Test
  void whereMoreChangesThanIsListedFewerAreListedForAWhile() {
    try (var runtime = Flavour.CURRENT_THREAD.build();
        Watch changes = Instruments.watchChanges()) {
      assertWithin(50_000, 50_100, toldAfter(60_000, runtime, changes));
      for (int i = 0; i < 9; i++) {
        assertWithin(10_000, 10_100, toldAfter(60_000, runtime, changes));
      }
      // Now and then a whole list shows whether it still goes on.
      assertWithin(50_000, 50_100, toldAfter(60_000, runtime, changes));

      assertWithin(10_000, 10_100, toldAfter(20_000, runtime, changes));
      assertWithin(5_000, 5_100, toldAfter(5_000, runtime, changes));
      assertWithin(20_000, 20_100, toldAfter(20_000, runtime, changes));
    }
  }

  private static int toldAfter(int tasks, AsyncRuntime runtime, Watch changes) {
    spawnMany(runtime, tasks);
    var told = new int[1];
    changes.drainChanged(_ -> told[0]++);
    return told[0];
  }

  private static void assertWithin(int least, int most, int actual) {
    assertTrue(actual >= least && actual <= most, () -> "told of " + actual);
  }

  @Test
  void whoLooksSeldomIsToldOfABoundedNumber() {
    try (var runtime = Flavour.CURRENT_THREAD.build();
        Watch seldom = Instruments.watchChanges();
        Watch often = Instruments.watchChanges()) {
      for (int i = 0; i < 3; i++) {
        spawnMany(runtime);
        often.drainChanged(_ -> {});
      }
      var told = new int[1];
      seldom.drainChanged(_ -> told[0]++);
      assertTrue(told[0] > 10_000 && told[0] <= 50_001, "told of " + told[0]);
    }
  }

  @Test
  void whatIsKeptForConsolesGoesWithTheLastOneThoughSomebodyRecords() {
    try (var runtime = Flavour.CURRENT_THREAD.build();
        Watch _ = Instruments.watchChanges()) {
      try (Watch console = Instruments.watch()) {
        runtime.blockOn(() -> spawn(() -> {}).await());
        assertFalse(console.finished().isEmpty());
      }
      try (Watch console = Instruments.watch()) {
        assertTrue(console.finished().isEmpty());
      }
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
