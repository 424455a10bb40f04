package dev.vitrine.console.client.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.recording.RecordingHeaders;
import dev.vitrine.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A replay as the views drive it.
@Timeout(60)
class ReplayTest {
  private static final int SECONDS = 20;

  private final Semaphore changes = new Semaphore(0);

  /// An hour in which nothing happens.
  private static Path record(Path folder) throws IOException {
    Path file = folder.resolve("hour.vitrine");
    try (var writer = new RecordingWriter(Files.newOutputStream(file))) {
      writer.add(
          Chunk.newBuilder()
              .setHeader(RecordingHeaders.of(Description.getDefaultInstance(), second(1)))
              .build());
      writer.add(
          Chunk.newBuilder().setEnd(RecordingEnd.newBuilder().setEndedAt(second(3601))).build());
    }
    return file;
  }

  private static Timestamp second(long second) {
    return Timestamp.newBuilder().setSeconds(second).build();
  }

  private Connection.Replaying await(Replay replay, Predicate<Connection.Replaying> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (true) {
      var at = (Connection.Replaying) replay.snapshot().connection();
      if (wanted.test(at)) {
        return at;
      }
      if (!changes.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        fail("it did not come to that: " + at);
      }
    }
  }

  @Test
  void aFailureStopsItAndIsToldAndItCanGoOn(@TempDir Path folder) throws Exception {
    var fails = new AtomicBoolean();
    Runnable changed =
        () -> {
          if (fails.getAndSet(false)) {
            throw new IllegalStateException("as the test wants");
          }
          changes.release();
        };
    var focus = Focus.on(TaskQuery.getDefaultInstance());
    try (Replay replay = Replay.open(record(folder), focus, changed, _ -> {})) {
      await(replay, at -> at.positionNanos() > 0);
      fails.set(true);
      Connection.Replaying stopped = await(replay, at -> !at.playing());
      assertTrue(stopped.trouble().contains("as the test wants"), stopped.trouble());

      replay.toggle();
      Connection.Replaying on = await(replay, at -> at.positionNanos() > stopped.positionNanos());
      assertTrue(on.playing());
      assertEquals("", on.trouble());
    }
  }
}
