package dev.vitrine.console.server.internal.record;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.recording.EventBytes;
import dev.vitrine.recording.EventCursor;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecorderTest {
  private static final Duration NEVER = Duration.ofHours(1);

  /// Keeps what kinds of records came, and how it ended.
  private static class Seen implements RecordingSink {
    private final BlockingQueue<Record> records = new LinkedBlockingQueue<>();
    private final Set<Long> spawned = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void header(Description process, long startedNanos) throws IOException {}

    @Override
    public void record(Record record) {
      records.add(record);
    }

    @Override
    public void events(EventBytes events) {
      for (var event = new EventCursor(events.message()); event.next(); ) {
        if (event.kind() == EventKind.EVENT_KIND_SPAWN) {
          spawned.add(event.task());
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void end(Timestamp at, Losses losses) {
      ends.add("whole");
    }

    @Override
    public void fail(String why) {
      ends.add(why);
    }

    String ended() throws InterruptedException {
      String how = ends.poll(30, TimeUnit.SECONDS);
      return how == null ? "not at all" : how;
    }
  }

  @Test
  void oneThatIsStoppedAtOnceHasTheStatesOfItsInstant() throws InterruptedException {
    try (var aggregator = new Aggregator(Source.process(), NEVER, NEVER);
        var _ = AsyncRuntime.currentThread().build()) {
      for (int i = 0; i < 20; i++) {
        var sink = new Seen();
        Recorder.ofProcess().start(aggregator, sink, 0).stop();
        assertEquals("whole", sink.ended());
        assertTrue(sink.records.stream().anyMatch(Record::hasRuntimes), "runtimes");
        assertTrue(sink.records.stream().anyMatch(Record::hasTasks), "tasks");
      }
    }
  }

  @Test
  void tasksThatEndBeforeItCanAskForThemAreToldOf() throws InterruptedException {
    try (var aggregator = new Aggregator(Source.process(), NEVER, NEVER);
        var runtime = AsyncRuntime.currentThread().build()) {
      var asked = new CountDownLatch(1);
      aggregator.submit(
          () -> {
            try {
              asked.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      var sink = new Seen();
      var recording = Recorder.ofProcess().start(aggregator, sink, 0);
      runtime.blockOn(() -> spawn("short", () -> {}).await());
      asked.countDown();
      recording.stop();
      assertEquals("whole", sink.ended());
      TaskRow row =
          sink.records.stream()
              .flatMap(record -> record.getTasks().getRowsList().stream())
              .filter(one -> one.getName().equals("short"))
              .findFirst()
              .orElseThrow();
      assertEquals(TaskState.TASK_STATE_FINISHED, row.getState());
    }
  }

  /// Another recording has the recorder's thread take events out, so many that this takes long, and
  /// hand them on at once.
  @Test
  void whatFollowsTheStartIsInItWhoeverRecordsBesides() throws InterruptedException {
    var over = new AtomicBoolean();
    var marks = new Semaphore(1);
    try (var aggregator = new Aggregator(Source.process(), NEVER, NEVER);
        var runtime = AsyncRuntime.multiThread().workers(1).build()) {
      var other = Recorder.ofProcess().start(aggregator, new Seen(), 0);
      Thread busy =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!over.get()) {
                      runtime.blockOn(
                          () -> {
                            for (int i = 0; i < 1_000; i++) {
                              yieldNow().await();
                            }
                          });
                      if (marks.tryAcquire()) {
                        other.mark(_ -> marks.release());
                      }
                    }
                  });
      for (int i = 0; i < 200; i++) {
        var sink = new Seen();
        var recording = Recorder.ofProcess().start(aggregator, sink, 0);
        long id =
            runtime.blockOn(
                () -> spawn(() -> spawn(() -> {}).id()).await()); // on the worker's own lane
        recording.stop();
        assertEquals("whole", sink.ended());
        assertTrue(sink.spawned.contains(id), "round " + i);
      }
      over.set(true);
      busy.join();
      other.cancel();
    }
  }

  @Test
  void oneWhoseServiceIsClosedFailsAndNoOtherWithIt() throws InterruptedException {
    try (var aggregator = new Aggregator(Source.process(), NEVER, NEVER);
        var _ = AsyncRuntime.currentThread().build()) {
      var closed = new Aggregator(Source.process(), NEVER, NEVER);
      closed.close();
      var refused = new Seen();
      var other = new Seen();
      Recorder.ofProcess().start(closed, refused, 0);
      Recorder.ofProcess().start(aggregator, other, 0).stop();
      assertTrue(refused.ended().contains("closed"));
      assertEquals("whole", other.ended());
    }
  }

  @Test
  void anErrorInOneEndsNoOther() throws InterruptedException {
    try (var aggregator = new Aggregator(Source.process(), NEVER, NEVER);
        var _ = AsyncRuntime.currentThread().build()) {
      var other = new Seen();
      var recording = Recorder.ofProcess().start(aggregator, other, 0);
      var broken =
          new Seen() {
            @Override
            public void record(Record record) {
              throw new AssertionError("broken");
            }

            @Override
            public void fail(String why) {
              super.fail(why);
              throw new AssertionError("can not even be told");
            }
          };
      Recorder.ofProcess().start(aggregator, broken, 0);
      assertTrue(broken.ended().contains("AssertionError"));
      recording.stop();
      assertEquals("whole", other.ended());
    }
  }

  @Test
  void oneThatCanNotBeginLeavesNobodyAsking() throws InterruptedException {
    var asked = new AtomicInteger();
    Source process = Source.process();
    var source =
        (Source)
            Proxy.newProxyInstance(
                Source.class.getClassLoader(),
                new Class<?>[] {Source.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("incidents")) {
                    asked.incrementAndGet();
                  }
                  return method.invoke(process, arguments);
                });
    try (var aggregator = new Aggregator(source, NEVER, NEVER);
        var other = new Aggregator(process, NEVER, NEVER);
        var _ = AsyncRuntime.currentThread().build()) {
      var full =
          new Seen() {
            @Override
            public void header(Description process, long startedNanos) throws IOException {
              throw new IOException("no space");
            }
          };
      Recorder.ofProcess().start(aggregator, full, 0);
      assertEquals("no space", full.ended());
      var next = new Seen(); // behind whatever the other does
      Recorder.ofProcess().start(other, next, 0).stop();
      assertEquals("whole", next.ended());
      var done = new CountDownLatch(1);
      aggregator.submit(done::countDown);
      done.await();
      assertEquals(0, asked.get());
    }
  }

  @Test
  void oneWhoseServiceIsClosedMeanwhileEndsAllTheSame() throws InterruptedException {
    try (var _ = AsyncRuntime.currentThread().build()) {
      var aggregator = new Aggregator(Source.process(), NEVER, NEVER);
      var sink = new Seen();
      var recording = Recorder.ofProcess().start(aggregator, sink, 0);
      assertTrue(sink.records.poll(30, TimeUnit.SECONDS) != null);
      aggregator.close();
      recording.stop();
      assertEquals("whole", sink.ended());
    }
  }
}
