package dev.vitrine;

import static dev.vitrine.Tasks.blockInPlace;
import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.spawnBlocking;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.net.TcpListener;
import dev.vitrine.net.TcpStream;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.testing.RecordedEvents;
import dev.vitrine.testing.RecordedEvents.Event;
import dev.vitrine.time.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens is recorded, and agrees with what is counted.
@Timeout(60)
class EventFeedTest {
  private static AsyncRuntime runtime(String flavour) {
    return flavour.equals("multi-thread")
        ? AsyncRuntime.multiThread().workers(3).enableAll().build()
        : AsyncRuntime.currentThread().enableAll().build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-thread", "current-thread"})
  void countsAgreeWithThoseOfTheWorkers(String flavour) {
    var events = new RecordedEvents();
    try (var runtime = runtime(flavour);
        EventFeed feed = Instruments.events()) {
      RuntimeView view = Instruments.runtimes().getLast();
      runtime.blockOn(
          () -> {
            var channel = Mpsc.<Integer>bounded(4);
            var tasks = new ArrayList<JoinHandle<?>>();
            for (int i = 0; i < 20; i++) {
              int number = i;
              var sender = channel.sender();
              tasks.add(
                  spawn(
                      () -> {
                        for (int k = 0; k < 20; k++) {
                          sender.send(number).await();
                          yieldNow().await();
                        }
                      }));
            }
            for (int i = 0; i < 400; i++) {
              channel.receiver().receive().await();
            }
            for (JoinHandle<?> task : tasks) {
              task.await();
            }
            spawnBlocking(() -> 1).await();
          });
      feed.drain(events);
      assertEquals(0, feed.lost());
      long polls = view.blockOnPolls();
      for (WorkerView worker : view.workers()) {
        polls += worker.polls();
        int index = view.workers().indexOf(worker);
        assertEquals(
            worker.stealBatches(),
            events.of(EventKind.STEAL).stream().filter(steal -> steal.worker() == index).count());
      }
      long blockingPolls = 1;
      assertEquals(polls + blockingPolls, events.of(EventKind.POLL_START).size());
      assertEquals(polls + blockingPolls, events.of(EventKind.POLL_END).size());
      assertEquals(
          view.spawnedTasks(),
          events.of(EventKind.SPAWN).stream()
              .filter(spawn -> spawn.flags() != TaskView.Kind.BLOCK_ON.code())
              .count());
      assertEquals(events.of(EventKind.SPAWN).size(), events.of(EventKind.END).size());
      assertPollsNest(events.all());
    }
  }

  private static void assertPollsNest(List<Event> all) {
    Map<String, Event> open = new HashMap<>();
    Map<String, Long> last = new HashMap<>();
    for (Event event : all) {
      String lane = event.runtime() + "/" + event.worker() + "/" + event.thread();
      if (event.worker() >= 0) {
        assertTrue(event.nanos() >= last.getOrDefault(lane, 0L), "time goes back on a worker");
        last.put(lane, event.nanos());
      }
      switch (event.kind()) {
        case POLL_START -> assertEquals(null, open.put(lane, event), "a poll begins in another");
        case POLL_END -> {
          Event start = open.remove(lane);
          assertTrue(start != null && start.nanos() <= event.nanos());
        }
        default -> {}
      }
    }
    assertTrue(open.isEmpty());
  }

  @Test
  void wakesAreThoseThatTheTaskCounts() {
    var events = new RecordedEvents();
    try (var runtime = runtime("multi-thread");
        EventFeed feed = Instruments.events()) {
      RuntimeView view = Instruments.runtimes().getLast();
      var channel = Mpsc.<Integer>bounded(1);
      var counted = new ArrayList<long[]>();
      runtime.blockOn(
          () -> {
            var sender = channel.sender();
            spawn(
                () -> {
                  for (int i = 0; i < 1000; i++) {
                    sender.send(i).await();
                  }
                });
            for (int i = 0; i < 1000; i++) {
              channel.receiver().receive().await();
            }
            view.forEachLiveTask(task -> counted.add(new long[] {task.id(), task.wakes()}));
            feed.drain(events);
          });
      assertFalse(counted.isEmpty());
      for (long[] task : counted) {
        assertEquals(
            task[1],
            events.of(EventKind.WAKE).stream().filter(wake -> wake.task() == task[0]).count());
      }
    }
  }

  @Test
  void aSpawnKnowsParentAndCallsite() {
    var events = new RecordedEvents();
    try (var runtime = runtime("multi-thread");
        EventFeed feed = Instruments.events()) {
      runtime.blockOn(() -> spawn(() -> spawn(() -> {}).await()).await());
      feed.drain(events);
    }
    List<Event> spawns = events.of(EventKind.SPAWN);
    assertEquals(3, spawns.size());
    assertEquals(0, spawns.get(0).first());
    List<Event> inner = spawns.stream().filter(spawn -> spawn.first() != 0).toList();
    assertEquals(2, inner.size());
    for (Event spawn : inner) {
      assertTrue(
          Instruments.callsites().stream().anyMatch(site -> site.id() == spawn.second()),
          spawn::toString);
      assertTrue(spawns.stream().anyMatch(other -> other.task() == spawn.first()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-thread", "current-thread"})
  void whatWorkersHaveCountedLiesBetweenTheirEvents(String flavour) {
    var events = new RecordedEvents();
    try (var runtime = runtime(flavour);
        EventFeed feed = Instruments.events()) {
      long end = System.nanoTime() + 350_000_000;
      runtime.blockOn(
          () -> {
            var players = new ArrayList<JoinHandle<?>>();
            for (int i = 0; i < 3; i++) {
              players.add(
                  spawn(
                      () -> {
                        while (System.nanoTime() - end < 0) {
                          spawn(() -> yieldNow().await()).await();
                        }
                      }));
            }
            while (System.nanoTime() - end < 0) {
              yieldNow().await();
              feed.drain(events);
            }
            for (JoinHandle<?> player : players) {
              player.await();
            }
          });
      feed.drain(events);
      assertEquals(0, feed.lost());
    }
    var kinds = List.of(EventKind.POLL_START, EventKind.SPAWN, EventKind.STEAL, EventKind.WAKE);
    int told = 0;
    for (int of = 0; of < kinds.size(); of++) {
      for (int worker = 0; worker < 3; worker++) {
        told += assertCounted(events.all(), worker, of, kinds.get(of));
      }
    }
    assertTrue(told >= 4, "it was hardly told: " + told);
  }

  /// @return how often it was told
  private static int assertCounted(List<Event> all, int worker, int of, EventKind kind) {
    int told = 0;
    long count = -1;
    for (Event event : all) {
      if (event.worker() != worker) {
        continue;
      }
      if (event.kind() == kind && count >= 0) {
        count++;
      } else if (event.kind() == EventKind.COUNT && event.flags() == of) {
        if (count >= 0) {
          assertEquals(count, event.first(), kind + " of worker " + worker);
          told++;
        }
        count = event.first();
      }
    }
    return told;
  }

  @Test
  void aPollThatBlocksInPlaceCanBePairedWithItsEnd() {
    var events = new RecordedEvents();
    var other = new CountDownLatch(1);
    try (var runtime = AsyncRuntime.multiThread().workers(1).enableAll().build();
        EventFeed feed = Instruments.events()) {
      runtime.blockOn(
          () -> {
            var blocked =
                spawn(
                    () -> {
                      spawn(other::countDown);
                      blockInPlace(
                          () -> {
                            other.await(); // the only worker has gone to another thread
                            return 1;
                          });
                    });
            blocked.await();
          });
      feed.drain(events);
      assertEquals(0, feed.lost());
    }
    Map<Long, Integer> open = new HashMap<>();
    var onLane = new HashMap<String, Long>();
    for (Event event : events.all()) {
      String lane = event.worker() < 0 ? "thread " + event.thread() : "worker " + event.worker();
      if (event.kind() == EventKind.POLL_START) {
        open.merge(event.task(), 1, Integer::sum);
        onLane.put(lane, event.task());
      } else if (event.kind() == EventKind.POLL_END) {
        Long task = event.worker() < 0 ? Long.valueOf(event.task()) : onLane.get(lane);
        open.merge(Objects.requireNonNull(task), -1, Integer::sum);
      }
    }
    assertEquals(3, open.size(), "root, blocked, the other one, and no task 0: " + open);
    assertTrue(open.values().stream().allMatch(polls -> polls == 0), open::toString);
  }

  @Test
  void aBlockingJobBeginsAndEndsOnItsThread() {
    var events = new RecordedEvents();
    var thread = new long[1];
    try (var _ = runtime("current-thread");
        EventFeed feed = Instruments.events()) {
      try (var runtime = runtime("current-thread")) {
        runtime.blockOn(
            () -> {
              thread[0] = spawnBlocking(() -> Thread.currentThread().threadId()).await();
              TcpListener.bind("localhost:0").await().close(); // looks the name up
            });
      }
      feed.drain(events); // the threads of the pool have ended
    }
    List<Event> starts = events.of(EventKind.JOB_START);
    List<Event> ends = events.of(EventKind.JOB_END);
    assertEquals(2, starts.size());
    assertEquals(2, ends.size());
    Event start = starts.getFirst();
    Event end = // whoever waited for the job may have gone on and begun the next one before it
        ends.stream().filter(one -> one.task() == start.task()).findFirst().orElseThrow();
    assertEquals(thread[0], start.thread());
    assertEquals(thread[0], end.thread());
    assertEquals(spawned(events, TaskView.Kind.BLOCKING), start.task());
    long root = spawned(events, TaskView.Kind.BLOCK_ON);
    assertEquals(root, starts.getLast().task(), "who waits for the look-up");
    assertTrue(ends.stream().anyMatch(one -> one.task() == root));
    Event poll =
        events.of(EventKind.POLL_START).stream()
            .filter(one -> one.task() == start.task())
            .findFirst()
            .orElseThrow();
    assertTrue(start.nanos() <= poll.nanos() && poll.nanos() <= end.nanos());
  }

  /// The one task of that kind.
  private static long spawned(RecordedEvents events, TaskView.Kind kind) {
    return events.of(EventKind.SPAWN).stream()
        .filter(spawn -> spawn.flags() == kind.code())
        .findFirst()
        .orElseThrow()
        .task();
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-thread", "current-thread"})
  void aTurnOfTheDriversTellsItsEventsAndItsTime(String flavour) {
    var events = new RecordedEvents();
    try (var _ = runtime("current-thread");
        EventFeed feed = Instruments.events()) {
      RuntimeView view;
      try (var runtime = runtime(flavour)) {
        view = Instruments.runtimes().getLast();
        runtime.blockOn(() -> sendOneByteLate());
      }
      feed.drain(events); // no worker is in the middle of a turn
      List<Event> turns = events.of(EventKind.DRIVER_TURN);
      assertEquals(view.io().orElseThrow().events(), turns.stream().mapToLong(Event::first).sum());
      assertTrue(turns.stream().anyMatch(turn -> turn.flags() == 1 && turn.second() > 10_000_000));
      assertTrue(turns.stream().allMatch(turn -> turn.second() >= 0));
    }
  }

  private static void sendOneByteLate() {
    var listener = TcpListener.bind("127.0.0.1:0").await();
    int port = listener.localAddress().getPort();
    var client =
        spawn(
            () -> {
              try (var socket = TcpStream.connect("127.0.0.1:" + port).await()) {
                Time.sleep(Duration.ofMillis(20)).await();
                socket.writeAll(ByteBuffer.wrap(new byte[1])).await();
              }
            });
    try (var socket = listener.accept().await()) {
      socket.read(ByteBuffer.allocate(1)).await();
    }
    client.await();
  }

  @Test
  void onlyOneMayRead() {
    try (var _ = runtime("current-thread");
        EventFeed _ = Instruments.events()) {
      var refused = assertThrows(IllegalStateException.class, Instruments::events);
      assertTrue(String.valueOf(refused.getMessage()).contains("there can be one EventFeed"));
    }
    try (var _ = runtime("current-thread");
        EventFeed again = Instruments.events()) {
      assertEquals(0, again.lost());
    }
  }
}
