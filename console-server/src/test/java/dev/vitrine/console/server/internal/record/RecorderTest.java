package dev.vitrine.console.server.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.recording.EventBytes;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecorderTest {
  private static final Duration NEVER = Duration.ofHours(1);

  /// Keeps what kinds of records came, and how it ended.
  private static final class Seen implements RecordingSink {
    private final BlockingQueue<Record> records = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void header(Description process, Timestamp startedAt) {}

    @Override
    public void record(Record record) {
      records.add(record);
    }

    @Override
    public void events(EventBytes events) {}

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
