package dev.vitrine.park;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.time.Time.sleep;
import static dev.vitrine.time.Time.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.Tasks;
import dev.vitrine.sync.Oneshot;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.testing.Stress;
import dev.vitrine.time.Deadline;
import dev.vitrine.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A runtime put together by hand, with a layer of the user's own in it: everything that goes down
/// or up passes through that layer.
@Timeout(60)
class AssembledTest {

  /// Counts, and hands on to the layer below.
  private static final class Counting implements Park {
    private final Park below;
    private final Unpark belowUnpark;
    private final List<Optional<Duration>> waits = new ArrayList<>(); // of the thread that runs
    private final AtomicInteger unparks = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();
    private int closes;

    Counting(Park below) {
      this.below = below;
      belowUnpark = below.unpark();
    }

    @Override
    public void park() {
      waits.add(Optional.empty());
      waiting.set(Thread.currentThread());
      below.park();
      waiting.set(null);
    }

    @Override
    public void park(Duration timeout) {
      waits.add(Optional.of(timeout));
      waiting.set(timeout.isZero() ? null : Thread.currentThread());
      below.park(timeout);
      waiting.set(null);
    }

    @Override
    public Unpark unpark() {
      return () -> {
        unparks.incrementAndGet();
        belowUnpark.unpark();
      };
    }

    @Override
    public void close() {
      closes++;
      below.close();
    }

    long timed() {
      return waits.stream().flatMap(Optional::stream).filter(Duration::isPositive).count();
    }
  }

  private final Reactor reactor = new Reactor();
  private final Timer timer = new Timer(reactor);
  private final Counting layer = new Counting(timer);

  /// The layer stands between the executor and the timer; the other one between timer and reactor.
  private CurrentThread executor() {
    return CurrentThread.on("assembled", layer);
  }

  private static int slept(int millis) {
    sleep(Duration.ofMillis(millis)).await();
    return millis;
  }

  private Enter entered() {
    return Enter.enter().bind(reactor.handle()).bind(timer.handle());
  }

  @Test
  void anIdleExecutorWaitsInTheLayerWithoutALimit() throws Exception {
    try (var executor = executor();
        var enter = entered()) {
      var channel = Oneshot.<Integer>create();
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Stress.await(() -> layer.waiting.get() != null, "the executor waits");
                    channel.sender().send(7);
                  });
      assertEquals(7, executor.blockOn(enter, channel.receiver().receive()));
      sender.join();
      assertTrue(layer.waits.contains(Optional.<Duration>empty()), layer.waits.toString());
      assertEquals(0, layer.timed());
      assertTrue(layer.unparks.get() >= 1, "the wake-up has passed by the layer");
    }
    assertEquals(1, layer.closes);
  }

  @Test
  void nothingWaitsWhileThereIsSomethingToDo() {
    try (var executor = executor();
        var enter = entered()) {
      int sum =
          executor.blockOn(
              enter,
              () -> {
                int total = 0;
                for (int i = 0; i < 200; i++) {
                  total += spawn(() -> 1).await();
                  Tasks.yieldNow().await();
                }
                return total;
              });
      assertEquals(200, sum);
      assertTrue(
          layer.waits.stream().allMatch(Optional.of(Duration.ZERO)::equals),
          "the drivers were asked, and nobody waited: " + layer.waits);
      assertTrue(layer.waits.size() >= 200, "each yield asks the drivers");
    }
  }

  /// Below the timer, a wait has the length that is left until the next deadline.
  @Test
  void deadlinesReachALayerBelowTheTimer() {
    var below = new Counting(new Reactor());
    var aboveIt = new Timer(below);
    try (var executor = CurrentThread.on("assembled", new Counting(aboveIt));
        var enter = Enter.enter().bind(aboveIt.handle())) {
      long start = System.nanoTime();
      executor.blockOn(enter, () -> slept(20));
      assertTrue(System.nanoTime() - start >= 20_000_000);
      assertTrue(below.timed() >= 1, below.waits.toString());
      assertTrue(
          below.waits.stream()
              .flatMap(Optional::stream)
              .allMatch(wait -> wait.compareTo(Duration.ofMillis(22)) <= 0),
          below.waits.toString());
      assertTrue(
          below.waits.stream().noneMatch(Optional::isEmpty),
          "there was a deadline at all times: " + below.waits);
    }
  }

  /// A bottom layer in whose first turn something happens, as with a socket that becomes ready.
  private static final class Happening implements Park {
    private final Park below = new ThreadPark();
    private @Nullable Runnable event;

    @Override
    public void park() {
      below.park();
    }

    @Override
    public void park(Duration timeout) {
      Runnable now = event;
      event = null;
      if (now != null) {
        now.run();
      } else {
        below.park(timeout);
      }
    }

    @Override
    public Unpark unpark() {
      return below.unpark();
    }

    @Override
    public void close() {
      below.close();
    }
  }

  /// What the turn of the driver wakes has its turn before the clock jumps, and so has what that
  /// wakes in turn.
  @Test
  void aPausedClockStandsStillWhileATaskIsReady() {
    onPausedClock(
        event -> {
          Deadline start = Deadline.now();
          JoinHandle<Integer> task = spawn(() -> event.receive().await() + 1);
          assertEquals(8, timeout(Duration.ofMinutes(1), task).await());
          assertEquals(start, Deadline.now());
          sleep(Duration.ofMinutes(2)).await();
          assertEquals(Duration.ofMinutes(2), Deadline.now().since(start));
        });
  }

  @Test
  void aPausedClockStandsStillWhileTheRootIsReady() {
    onPausedClock(
        event -> {
          Deadline start = Deadline.now();
          assertEquals(7, timeout(Duration.ofMinutes(1), event.receive()).await());
          assertEquals(start, Deadline.now());
        });
  }

  /// Runs `root` on a stack of drivers whose turn sends a 7 while the root waits.
  private static void onPausedClock(Consumer<Oneshot.Receiver<Integer>> root) {
    var layer = new Happening();
    var aboveIt = new Timer(layer);
    try (var executor = CurrentThread.on("assembled", aboveIt);
        var enter = Enter.enter().bind(aboveIt.handle())) {
      executor.blockOn(
          enter,
          () -> {
            TestClock.pause();
            var event = Oneshot.<Integer>create();
            layer.event = () -> event.sender().send(7);
            root.accept(event.receiver());
            return 1;
          });
    }
  }

  @Test
  void aSpawnFromAnotherThreadPassesThroughTheLayer() throws Exception {
    try (var executor = executor();
        var enter = entered()) {
      var stop = Oneshot.<Integer>create();
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Stress.await(() -> layer.waiting.get() != null, "the executor waits");
                    executor.spawn(
                        () -> {
                          stop.sender().send(3);
                          return 1;
                        });
                  });
      assertEquals(3, executor.blockOn(enter, stop.receiver().receive()));
      other.join();
      assertTrue(layer.unparks.get() >= 1);
    }
  }

  @Test
  void anUnparkBeforeTheWaitEndsItAtOnce() {
    layer.unpark().unpark();
    layer.park(); // hangs if it was lost
    layer.close();
  }

  @Test
  void runGoesOnUntilNothingIsLeft() {
    try (var executor = executor();
        var enter = entered()) {
      var done = new AtomicInteger();
      for (int i = 1; i <= 3; i++) {
        var pause = Duration.ofMillis(i);
        executor.spawn(
            () -> {
              sleep(pause).await();
              spawn(
                  () -> {
                    sleep(pause).await();
                    return done.incrementAndGet();
                  });
              return done.incrementAndGet();
            });
      }
      assertEquals(0, done.get());
      executor.run(enter);
      assertEquals(6, done.get());
      int before = layer.waits.size();
      executor.run(enter);
      assertEquals(before, layer.waits.size(), "with nothing left it does not wait at all");
    }
  }

  @Test
  void whatBlockOnLeavesBehindGoesOnInTheNextRun() {
    try (var executor = executor();
        var enter = entered()) {
      JoinHandle<Integer> later =
          executor.spawn(
              () -> {
                sleep(Duration.ofMillis(5)).await();
                return 4;
              });
      assertEquals(1, executor.blockOn(enter, () -> 1));
      assertEquals(4, executor.blockOn(enter, later));
    }
  }

  @Test
  void oneExecutorAtATimeOnAThread() throws Exception {
    try (var executor = executor()) {
      Enter enter = entered();
      assertThrows(IllegalStateException.class, Enter::enter);
      var refused = new AtomicReference<@Nullable Throwable>();
      var elsewhere = new CountDownLatch(1);
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    refused.set(
                        assertThrows(IllegalStateException.class, () -> executor.run(enter)));
                    assertThrows(IllegalStateException.class, enter::close);
                    elsewhere.countDown();
                  });
      elsewhere.await();
      other.join();
      assertTrue(String.valueOf(refused.get()).contains(Thread.currentThread().getName()));
      enter.close();
      enter.close();
      assertThrows(IllegalStateException.class, () -> executor.run(enter));
      try (var again = entered()) {
        executor.run(again);
      }
    }
  }

  @Test
  void anExecutorInsideItselfIsRefused() {
    try (var executor = executor();
        var enter = entered()) {
      assertThrows(
          IllegalStateException.class,
          () ->
              executor.blockOn(
                  enter,
                  () -> {
                    executor.run(enter);
                    return 1;
                  }));
    }
  }

  @Test
  void theDriversAreBoundForTheScopeOnly() {
    try (var executor = executor()) {
      assertThrows(IllegalStateException.class, () -> sleep(Duration.ofMillis(1)));
      try (var enter = entered()) {
        assertThrows(IllegalStateException.class, () -> sleep(Duration.ofMillis(1)), "not run yet");
        executor.blockOn(enter, () -> slept(1));
        assertThrows(IllegalStateException.class, () -> sleep(Duration.ofMillis(1)));
      }
      try (var bare = Enter.enter()) {
        assertThrows(
            IllegalStateException.class,
            () -> executor.blockOn(bare, () -> slept(1)),
            "a guard with no timer bound");
        assertEquals(1, executor.blockOn(bare, () -> 1));
      }
    }
  }

  /// Seen failing when close waited for it until its limit.
  @Test
  void aRunEndsWhenTheExecutorIsClosed() throws Exception {
    var executor = CurrentThread.on("closed", new Timer(new ThreadPark()));
    var begun = new CountDownLatch(1);
    var handle =
        executor.spawn(
            cx -> {
              begun.countDown();
              return dev.vitrine.future.Poll.pending();
            });
    var running =
        new Thread(
            () -> {
              try (var enter = Enter.enter()) {
                executor.run(enter);
              }
            });
    running.start();
    begun.await();
    executor.close();
    assertTrue(handle.isFinished());
    running.join();
  }
}
