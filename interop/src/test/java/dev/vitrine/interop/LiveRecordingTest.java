package dev.vitrine.interop;

import static dev.vitrine.interop.RecordedCounts.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples, recorded while they run: what is in the file is what the workers have counted,
/// less what the file says was lost, and the trace made of it is one that others read.
///
/// `-Dinterop.record.seconds=10` records for longer than the usual three seconds.
@Tag("interop")
final class LiveRecordingTest {
  private static final int CLIENTS = 50;
  private static final int MESSAGE_BYTES = 64;
  private static final int SECONDS = Integer.getInteger("interop.record.seconds", 3);
  private static final Set<String> ASLEEP = Set.of("parked", "parked on driver", "driving");

  @TempDir private Path folder;

  private String file() {
    return folder.resolve("live.vrec").toString();
  }

  /// From rest to rest, with the load in between: no edge cuts through anything, so the counters of
  /// the first picture and of the last one tell exactly what has to be in between.
  @Test
  void echoUnderFullLoadLosesNothing() throws Exception {
    try (var echo = Example.start("echo", "--port", "0")) {
      var said = echo.awaitOut(line -> line.startsWith("echo server on port "));
      int port = Integer.parseInt(said.substring(said.lastIndexOf(' ') + 1));
      long messages;
      try (var load = EchoLoad.connect(port, CLIENTS, MESSAGE_BYTES)) {
        load.run(Duration.ofSeconds(1)); // so that what is recorded is what it is like at length
        awaitRest(echo);
        try (var record = Vitrine.start("record", echo.address(), "-o", file())) {
          awaitFile();
          long before = load.messages();
          load.run(Duration.ofSeconds(SECONDS));
          messages = load.messages() - before;
          awaitRest(echo);
          awaitStatus(); // the one that has the rest in it is in the file
          record.signal("TERM");
          assertEquals(0, record.awaitExit(Vitrine.PATIENCE), record::describe);
        }
      }
      RecordedCounts counts = RecordedCounts.of(file());
      assertTrue(counts.whole);
      assertEquals(0, counts.lostInAll);
      counts.assertLossesAgree();
      counts.assertAsManyAsCounted();
      assertEqualsPictures(counts);
      assertTrue(counts.assertWakesOfTasks() > CLIENTS, "each connection, and the root");
      assertTrue(messages > CLIENTS && counts.count("wake") > CLIENTS);
      report("echo", counts);
      assertTrace(counts, "echo");
    }
  }

  /// As many polls and steals of each worker as there are between the first and the last picture.
  private static void assertEqualsPictures(RecordedCounts counts) {
    List<RecordedCounts.Lane> workers = counts.workers();
    assertTrue(workers.size() >= 1);
    for (int index = 0; index < workers.size(); index++) {
      JsonObject first = Objects.requireNonNull(counts.worker(false, index));
      JsonObject last = Objects.requireNonNull(counts.worker(true, index));
      RecordedCounts.Lane lane = workers.get(index);
      assertEquals(
          number(last, "polls") - number(first, "polls"),
          lane.count("poll start"),
          "polls of worker " + index);
      assertEquals(
          number(last, "stealBatches") - number(first, "stealBatches"),
          lane.count("steal"),
          "steals of worker " + index);
    }
    assertEquals(
        number(counts.statuses.getLast(), "spawnedTasks")
            - number(counts.statuses.getFirst(), "spawnedTasks"),
        counts.count("spawn"));
  }

  @Test
  void pingPongSaysWhatItLost() throws Exception {
    try (var pingPong = Example.start("ping-pong")) {
      awaitWork(pingPong);
      Vitrine.run("record", pingPong.address(), "--for", SECONDS + "s", "-o", file());
      RecordedCounts counts = RecordedCounts.of(file());
      assertTrue(counts.whole);
      counts.assertLossesAgree();
      var counted = counts.assertAsManyAsCounted();
      assertTrue(counted.getOrDefault("polls", 0L) > 10_000, counted::toString);
      assertTrue(counted.getOrDefault("spawns", 0L) > 1_000, counted::toString);
      assertTrue(counted.getOrDefault("wakes", 0L) > 1_000, counted::toString);
      report("ping-pong", counts);
      assertTrace(counts, "ping-pong");
    }
  }

  @Test
  void aBlockingPollIsOneSliceWithItsLine() throws Exception {
    try (var blocking = Example.start("blocking")) {
      awaitWork(blocking);
      // Each of the six blocks for 0.5 s every seven seconds: one at least is seen from end to end.
      Vitrine.run("record", blocking.address(), "--for", Math.max(5, SECONDS) + "s", "-o", file());
      RecordedCounts counts = RecordedCounts.of(file());
      assertTrue(counts.whole);
      assertEquals(0, counts.lostInAll);
      counts.assertLossesAgree();
      counts.assertAsManyAsCounted();
      report("blocking", counts);
      DecodedTrace trace = assertTrace(counts, "blocking");
      var lines = new TreeSet<String>();
      for (DecodedTrace.Poll poll : trace.blocked) {
        if (poll.outermost()
            && poll.track().contains("-worker-")
            && Math.abs(poll.nanos() - 500_000_000) < 100_000_000) {
          lines.add(poll.line());
        }
      }
      System.out.println("blocking: polls of 500 ms at " + lines);
      assertTrue(!lines.isEmpty(), () -> "no poll of 500 ms has its line: " + trace.blocked);
    }
  }

  private static void awaitWork(Example example) {
    Await.until(
        "work",
        Vitrine.PATIENCE,
        () -> Vitrine.top(example.address()),
        top -> {
          var workers = top.getAsJsonArray("workers");
          return !workers.isEmpty() && number(workers.get(0).getAsJsonObject(), "polls") > 10;
        });
  }

  private static void awaitRest(Example example) {
    Await.until(
        "rest",
        Vitrine.PATIENCE,
        () -> Vitrine.top(example.address()),
        LiveRecordingTest::isAtRest);
  }

  private static boolean isAtRest(JsonObject top) {
    for (var worker : top.getAsJsonArray("workers")) {
      if (!ASLEEP.contains(worker.getAsJsonObject().get("state").getAsString())) {
        return false;
      }
    }
    return true;
  }

  /// The recording has begun, and what the process looked like is in the file.
  private void awaitFile() {
    Await.until(
        "a file",
        Vitrine.PATIENCE,
        () -> Files.exists(Path.of(file())) && pictures() > 0,
        is -> is);
  }

  /// Another picture of the process, made from now on, is in the file.
  private void awaitStatus() {
    long before = pictures();
    Await.until("a picture", Vitrine.PATIENCE, this::pictures, now -> now > before + 1);
  }

  private long pictures() {
    var found = new long[1];
    Vitrine.lines(
        line -> found[0] += line.startsWith("{\"type\":\"runtime\"") ? 1 : 0,
        "export",
        "--json-lines",
        "-o",
        "-",
        file());
    return found[0];
  }

  private void report(String example, RecordedCounts counts) throws IOException {
    long bytes = Files.size(Path.of(file()));
    System.out.printf(
        "%s: %d events, %d bytes on disk (%.2f an event), %d lost; "
            + "%d polls, %d wakes, %d spawns, %d steals%n",
        example,
        counts.events(),
        bytes,
        (double) bytes / counts.events(),
        counts.lostInAll,
        counts.count("poll start"),
        counts.count("wake"),
        counts.count("spawn"),
        counts.count("steal"));
  }

  private DecodedTrace assertTrace(RecordedCounts counts, String example) throws IOException {
    Path trace = folder.resolve("live.perfetto-trace");
    Vitrine.run("export", "--perfetto", "-o", trace.toString(), file());
    DecodedTrace decoded = DecodedTrace.read(trace);
    System.out.printf(
        "%s: a trace of %d bytes, %d packets, %d flows%n",
        example, Files.size(trace), decoded.packets, decoded.flows);
    assertEquals(counts.count("poll start"), decoded.polls, "each poll is a slice");
    assertTrue(decoded.flows > 0);
    return decoded;
  }
}
