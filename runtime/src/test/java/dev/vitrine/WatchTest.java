package dev.vitrine;

import static dev.vitrine.Tasks.spawnBlocking;
import static dev.vitrine.Tasks.yieldNow;
import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Histogram;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.Watch;
import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.sync.Oneshot;
import dev.vitrine.sync.Semaphore;
import dev.vitrine.sync.TryReceive;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.testing.CallsiteSums;
import dev.vitrine.testing.Stress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a console reads of tasks, and what a watch adds.
@Timeout(60)
class WatchTest {

  /// Pending for ever; keeps the waker it was given, or does not take one.
  private static final class Stuck implements Async<Integer> {
    private final boolean takesWaker;
    private final CountDownLatch polled = new CountDownLatch(1);
    private volatile @Nullable Waker waker;

    Stuck(boolean takesWaker) {
      this.takesWaker = takesWaker;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      if (takesWaker) {
        waker = cx.waker();
      }
      polled.countDown();
      return Poll.pending();
    }

    void wake() {
      Waker known = waker;
      if (known == null) {
        throw new AssertionError("it has no waker");
      }
      known.wake();
    }
  }

  /// A living task. One that is in a worker's hands, out of the queue and not yet polled, can be
  /// missed for a moment.
  private static TaskView view(AsyncRuntime runtime, JoinHandle<?> handle) {
    while (true) {
      Optional<TaskView> found = runtime.view().task(handle.id());
      if (found.isPresent()) {
        return found.get();
      }
      Thread.onSpinWait();
    }
  }

  /// Lets a runtime go on until `stuck` has been polled.
  private static void untilPolled(AsyncRuntime runtime, Stuck stuck) {
    runtime.blockOn(
        () -> {
          while (stuck.polled.getCount() > 0) {
            yieldNow().await();
          }
          yieldNow().await();
        });
  }

  private static void untilPolls(AsyncRuntime runtime, TaskView task, long polls) {
    runtime.blockOn(
        () -> {
          while (task.polls() < polls || task.state() != TaskView.State.IDLE) {
            yieldNow().await();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void pollsAndWakesAreCounted(Flavour flavour) {
    try (var runtime = flavour.build()) {
      var stuck = new Stuck(true);
      JoinHandle<Integer> handle = runtime.spawn("stuck", stuck);
      TaskView task = view(runtime, handle);
      untilPolls(runtime, task, 1);
      assertEquals(0, task.wakes());
      for (int i = 1; i <= 5; i++) {
        stuck.wake();
        untilPolls(runtime, task, i + 1);
        assertEquals(i, task.wakes());
        assertEquals(i + 1, task.polls());
      }
      assertEquals(0, task.selfWakes());
      assertTrue(task.isWakeable());
      assertTrue(task.lastPollEndedNanos() >= task.lastPollStartedNanos());
      assertEquals("stuck", task.name());
      assertEquals(0, task.parentId());
    }
  }

  /// Pending until the end of the test, with polls that take a millisecond.
  private static final class SlowToPoll implements Async<Integer> {
    private volatile Waker waker = () -> {};

    @Override
    public Poll<Integer> poll(Context cx) {
      waker = cx.waker();
      long start = System.nanoTime();
      while (System.nanoTime() - start < 1_000_000) {
        Thread.onSpinWait();
      }
      return cx.pending(this);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pollsOfWhatATaskWaitsForAreMeasuredWhileWatched(Flavour flavour) {
    try (var runtime = flavour.build();
        Watch watch = Instruments.watch()) {
      watch.drainChanged(_ -> {});
      var polled = new SlowToPoll();
      var awaited = new SlowToPoll();
      for (var waiting :
          List.of(
              Map.entry(polled, runtime.spawn(polled)),
              Map.entry(awaited, runtime.spawn(() -> awaited.await())))) {
        TaskView task = view(runtime, waiting.getValue());
        for (int polls = 1; polls <= 3; polls++) {
          untilPolls(runtime, task, polls);
          TaskView.WaitView wait = task.waits().getFirst();
          assertEquals(polls, wait.polls());
          assertTrue(wait.busyNanos() >= polls * 1_000_000L, wait::toString);
          assertTrue(wait.busyNanos() <= task.busyNanos(), wait::toString);
          assertTrue(
              wait.lastPollEndedNanos() - wait.lastPollStartedNanos() >= 1_000_000, wait::toString);
          waiting.getKey().waker.wake();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatNobodyCanWakeIsKnown(Flavour flavour) {
    try (var runtime = flavour.build()) {
      var stuck = new Stuck(false);
      TaskView task = view(runtime, runtime.spawn(stuck));
      untilPolled(runtime, stuck);
      untilPolls(runtime, task, 1);
      assertFalse(task.isWakeable());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyLivingTaskIsHandedOverOnce(Flavour flavour) throws Exception {
    try (var runtime = flavour.build()) {
      var stuck = new Stuck(true);
      JoinHandle<?> pending = runtime.spawn("pending", stuck);
      JoinHandle<?> block =
          runtime.spawn(
              "block",
              () -> {
                sleep(Duration.ofHours(1)).await();
              });
      var release = new CountDownLatch(1);
      Map<String, Integer> seen = new HashMap<>();
      runtime.blockOn(
          () -> {
            JoinHandle<?> job =
                spawnBlocking(
                    "job",
                    () -> {
                      release.await();
                      return 1;
                    });
            while (stuck.polled.getCount() > 0
                || view(runtime, block).state() != TaskView.State.IDLE) {
              yieldNow().await();
            }
            // Spawned by the job, so that a current-thread runtime has no chance to poll it.
            JoinHandle<Integer> looks =
                spawnBlocking(
                    "looks",
                    () -> {
                      runtime
                          .view()
                          .forEachLiveTask(
                              task ->
                                  seen.merge(
                                      task.kind().label() + " " + task.name(), 1, Integer::sum));
                      return 1;
                    });
            looks.await();
            release.countDown();
            job.await();
          });
      assertEquals(
          Map.of(
              "task pending",
              1,
              "task block",
              1,
              "blocking job",
              1,
              "blocking looks",
              1,
              "block_on ",
              1),
          seen);
      assertFalse(pending.isFinished());
    }
  }

  @Test
  void neverPolledTasksAreHandedOver() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      for (int i = 0; i < 50; i++) {
        runtime.spawn("new", new Stuck(true));
      }
      var seen = new ArrayList<Long>();
      runtime.view().forEachLiveTask(task -> seen.add(task.id()));
      assertEquals(50, seen.size());
      assertEquals(50, seen.stream().distinct().count());
      assertEquals(50, runtime.view().liveTasks());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sumsOverPlacesMatchSumsOverWorkers(Flavour flavour) {
    CallsiteSums before = CallsiteSums.of(WatchTest.class);
    var runtime = flavour.build();
    runtime.blockOn(
        () -> {
          var handles = new ArrayList<JoinHandle<Integer>>();
          for (int i = 0; i < 100; i++) {
            handles.add(
                Tasks.spawn(
                    () -> {
                      yieldNow().await();
                      return 1;
                    }));
          }
          for (var handle : handles) {
            handle.await();
          }
        });
    runtime.close();
    CallsiteSums sums = CallsiteSums.of(WatchTest.class).minus(before);
    long polls = runtime.view().blockOnPolls();
    for (var worker : runtime.view().workers()) {
      polls += worker.polls();
    }
    assertEquals(polls, sums.polls());
    assertEquals(101, sums.spawned());
    assertEquals(101, sums.completed());
    assertEquals(sums.polls(), sums.timedPolls());
  }

  @Test
  void theWatchedTierIsOnWhileSomebodyWatches() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      var stuck = new Stuck(true);
      TaskView task = view(runtime, runtime.spawn(stuck));
      untilPolls(runtime, task, 1);
      assertFalse(task.isExact());
      assertTrue(task.histograms().isEmpty());
      try (Watch _ = Instruments.watch()) {
        try (Watch _ = Instruments.watch()) {
          stuck.wake();
          untilPolls(runtime, task, 2);
          assertTrue(task.isExact());
          assertEquals(1, task.histograms().orElseThrow().polls().total());
          var waking = task.lastWaking();
          assertTrue(waking != null && waking.byThread().equals(Thread.currentThread().getName()));
        }
        stuck.wake();
        untilPolls(runtime, task, 3);
        assertTrue(task.isExact(), "another one watches");
      }
      stuck.wake();
      untilPolls(runtime, task, 4);
      assertFalse(task.isExact());
    }
  }

  @Test
  void aChangedTaskIsHandedOverOnceToEachWatch() {
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      var stuck = new Stuck(true);
      TaskView task = view(runtime, runtime.spawn(stuck));
      untilPolls(runtime, task, 1);
      try (Watch one = Instruments.watch();
          Watch two = Instruments.watch()) {
        for (int i = 0; i < 3; i++) {
          stuck.wake();
          untilPolls(runtime, task, 2 + i);
        }
        assertEquals(1, times(one, task));
        assertEquals(0, times(one, task));
        stuck.wake();
        assertEquals(1, times(one, task));
        assertEquals(1, times(two, task));
      }
    }
  }

  private static long times(Watch watch, TaskView task) {
    var changed = new ArrayList<TaskView>();
    watch.drainChanged(changed::add);
    return changed.stream().filter(one -> one == task).count();
  }

  @Test
  void theListOfFinishedTasksIsBoundedAndSaysWhatWasCut() {
    try (var runtime = Flavour.CURRENT_THREAD.build();
        Watch watch = Instruments.watch()) {
      runtime.blockOn(
          () -> {
            for (int i = 0; i < 10_100; i++) {
              Tasks.spawn(_ -> Poll.ready(1)).await();
            }
          });
      assertEquals(10_000, watch.finished().size());
      assertTrue(watch.finishedDropped() >= 100);
    }
  }

  @Test
  void theListOfResourcesTakesInSoManyBetweenTwoLooksAndSaysWhatWasLeftOut() {
    try (Watch watch = Instruments.watch()) {
      int before = watch.resources().size();
      long dropped = watch.resourcesDropped();
      var kept = new ArrayList<Object>();
      for (int i = 0; i < 60_000; i++) {
        kept.add(Oneshot.create());
      }
      int listed = watch.resources().size() - before;
      assertTrue(listed <= 50_000, listed + " listed");
      assertTrue(watch.resourcesDropped() - dropped >= kept.size() - 50_000);
      var last = new Semaphore(1);
      assertTrue(watch.resources().contains(last), "there is room again after a look");
      last.close();
      assertFalse(watch.resources().contains(last));
    }
  }

  @Test
  void aChannelLeavesTheListOnceItsValueHasBeenReceived() {
    try (var runtime = Flavour.CURRENT_THREAD.build();
        Watch watch = Instruments.watch()) {
      var awaited = Oneshot.<Integer>create();
      var polled = Oneshot.<Integer>create();
      List<Resource> made =
          watch.resources().stream()
              .filter(one -> one.resourceType().equals("Oneshot"))
              .sorted(Comparator.comparingLong(Resource::resourceId).reversed())
              .limit(2)
              .toList();
      awaited.sender().send(1);
      polled.sender().send(2);
      assertTrue(watch.resources().containsAll(made), "a value waits in each");
      assertEquals(1, runtime.blockOn(awaited.receiver().receive()));
      assertEquals(new TryReceive.Received<>(2), polled.receiver().tryReceive());
      List<Resource> left = watch.resources();
      assertTrue(made.stream().noneMatch(left::contains), "both have come to their end");
    }
  }

  @Test
  void aProgramThatMakesManyResourcesIsNotAskedForTheirPlaces() {
    try (var runtime = Flavour.CURRENT_THREAD.build();
        Watch watch = Instruments.watch()) {
      runtime.blockOn(
          () -> {
            long start = nextTick(); // the next one allows for the time since
            nextTick();
            var kept = new ArrayList<Object>();
            for (int i = 0; i < 20_000; i++) {
              kept.add(Oneshot.create());
            }
            long ticks = (System.nanoTime() - start) / 1_000_000 + 4;
            List<Resource> made = watch.resources();
            assertTrue(made.size() >= kept.size());
            long placed = made.stream().filter(one -> one.madeAt().isPresent()).count();
            assertTrue(placed > 0, "none has a place");
            assertTrue(placed <= 2_000 + 2 * ticks, placed + " places in " + ticks + " ticks");
          });
    }
  }

  /// Waits for the watchdog's next round; what the one before it has allowed is given by then.
  private static long nextTick() {
    long before = CoarseClock.now();
    Stress.await(() -> CoarseClock.now() != before, "the watchdog ticks");
    return CoarseClock.now();
  }

  @Test
  void aBucketIsAtMostAQuarterOff() {
    for (long nanos = 1; nanos < 60_000_000_000L; nanos += Math.max(1, nanos / 7)) {
      var histogram = new Histogram();
      histogram.record(nanos);
      histogram.record(nanos * 2); // so that the longest, which is kept exactly, is another one
      long shown = histogram.atShare(0.5);
      assertTrue(Math.abs(shown - nanos) <= nanos / 4 + 1, nanos + " is shown as " + shown);
      int bucket = Histogram.bucketOf(nanos);
      assertTrue(Histogram.lowest(bucket) <= nanos);
      assertTrue(bucket == Histogram.BUCKETS - 1 || nanos < Histogram.lowest(bucket + 1));
    }
    assertEquals(0, Histogram.bucketOf(-5));
    assertEquals(Histogram.BUCKETS - 1, Histogram.bucketOf(Long.MAX_VALUE));
  }
}
