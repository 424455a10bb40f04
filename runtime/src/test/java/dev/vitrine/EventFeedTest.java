package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.spawnBlocking;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.task.JoinHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens is recorded, and agrees with what is counted.
@Timeout(60)
class EventFeedTest {
  private record Event(
      long runtime,
      int worker,
      EventKind kind,
      int flags,
      long nanos,
      long thread,
      long task,
      long first,
      long second) {}

  private static final class Events implements EventSink {
    private final List<Event> all = new ArrayList<>();
    private long runtime;
    private int worker;

    @Override
    public void lane(long runtimeId, int index) {
      runtime = runtimeId;
      worker = index;
    }

    @Override
    public void event(
        EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
      all.add(new Event(runtime, worker, kind, flags, nanos, thread, task, first, second));
    }

    List<Event> of(EventKind kind) {
      return all.stream().filter(event -> event.kind == kind).toList();
    }
  }

  private static AsyncRuntime runtime(String flavour) {
    return flavour.equals("multi-thread")
        ? AsyncRuntime.multiThread().workers(3).enableAll().build()
        : AsyncRuntime.currentThread().enableAll().build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-thread", "current-thread"})
  void countsAgreeWithThoseOfTheWorkers(String flavour) {
    var events = new Events();
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
            events.of(EventKind.STEAL).stream().filter(steal -> steal.worker == index).count());
      }
      long blockingPolls = 1;
      assertEquals(polls + blockingPolls, events.of(EventKind.POLL_START).size());
      assertEquals(polls + blockingPolls, events.of(EventKind.POLL_END).size());
      assertEquals(
          view.spawnedTasks(),
          events.of(EventKind.SPAWN).stream()
              .filter(spawn -> spawn.flags != TaskView.Kind.BLOCK_ON.code())
              .count());
      assertEquals(events.of(EventKind.SPAWN).size(), events.of(EventKind.END).size());
      assertPollsNest(events.all);
    }
  }

  private static void assertPollsNest(List<Event> all) {
    Map<String, Event> open = new HashMap<>();
    Map<String, Long> last = new HashMap<>();
    for (Event event : all) {
      String lane = event.runtime + "/" + event.worker + "/" + event.thread;
      if (event.worker >= 0) {
        assertTrue(event.nanos >= last.getOrDefault(lane, 0L), "time goes back on a worker");
        last.put(lane, event.nanos);
      }
      switch (event.kind) {
        case POLL_START -> assertEquals(null, open.put(lane, event), "a poll begins in another");
        case POLL_END -> {
          Event start = open.remove(lane);
          assertTrue(start != null && start.nanos <= event.nanos);
        }
        default -> {}
      }
    }
    assertTrue(open.isEmpty());
  }

  @Test
  void wakesAreThoseThatTheTaskCounts() {
    var events = new Events();
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
            events.of(EventKind.WAKE).stream().filter(wake -> wake.task == task[0]).count());
      }
    }
  }

  @Test
  void aSpawnKnowsParentAndCallsite() {
    var events = new Events();
    try (var runtime = runtime("multi-thread");
        EventFeed feed = Instruments.events()) {
      runtime.blockOn(() -> spawn(() -> spawn(() -> {}).await()).await());
      feed.drain(events);
    }
    List<Event> spawns = events.of(EventKind.SPAWN);
    assertEquals(3, spawns.size());
    assertEquals(0, spawns.get(0).first);
    List<Event> inner = spawns.stream().filter(spawn -> spawn.first != 0).toList();
    assertEquals(2, inner.size());
    for (Event spawn : inner) {
      assertTrue(
          Instruments.callsites().stream().anyMatch(site -> site.id() == spawn.second),
          spawn::toString);
      assertTrue(spawns.stream().anyMatch(other -> other.task == spawn.first));
    }
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
