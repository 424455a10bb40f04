package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The echo server under load: nothing is lost on the way, and the figures add up.
///
/// `-Dinterop.echo.seconds=60` makes the load last longer than the usual five seconds.
@Tag("interop")
final class EchoTest {
  private static final int CLIENTS = 50;
  private static final int MESSAGE_BYTES = 64;
  private static final Duration LOAD =
      Duration.ofSeconds(Integer.getInteger("interop.echo.seconds", 5));

  @Test
  void whatClientsSentComesBackAndTheFiguresAddUp() throws Exception {
    try (var echo = Example.start("echo", "--port", "0")) {
      var said = echo.awaitOut(line -> line.startsWith("echo server on port "));
      int port = Integer.parseInt(said.substring(said.lastIndexOf(' ') + 1));
      long messages;
      JsonObject loaded;
      try (var load = EchoLoad.connect(port, CLIENTS, MESSAGE_BYTES)) {
        load.run(LOAD);
        messages = load.messages();
        loaded = awaitRest(echo, CLIENTS);
        assertEveryPollIsOfALiveTask(loaded);
      }
      assertTrue(messages > CLIENTS, () -> "under no load: " + messages);
      assertSumsHold(loaded);

      var over = awaitRest(echo, 0);
      assertSumsHold(over);
      var connections = site(over, "serve");
      assertEquals(CLIENTS, number(connections, "spawned"));
      assertEquals(CLIENTS, number(connections, "completed"));
      assertEquals(0, number(connections, "alive"));
      // A message takes two operations, and the budget of a poll is 128 of them.
      assertTrue(number(connections, "polls") * 128 >= messages * 2, over::toString);
      System.out.printf(
          "echo: %d messages in %s, %d polls, %d tasks stolen%n",
          messages,
          LOAD,
          sum(over.getAsJsonArray("workers"), "polls"),
          sum(over.getAsJsonArray("workers"), "stolenTasks"));

      echo.program().signal("TERM");
      echo.program().awaitExit(Vitrine.PATIENCE);
      assertTrue(
          echo.program()
              .out()
              .contains(
                  "echoed %d messages of 64 bytes (%d bytes) on %d connections"
                      .formatted(messages, messages * MESSAGE_BYTES, CLIENTS)),
          echo.program()::describe);
      // The line that says where to attach, and nothing else.
      assertEquals(1, echo.program().err().lines().count(), echo.program()::describe);
    }
  }

  /// Looks until the server has nothing to do any more and has so many tasks beside its root.
  private static JsonObject awaitRest(Example echo, int tasks) {
    Await.until(
        "rest with " + tasks + " tasks",
        Vitrine.PATIENCE,
        () -> Vitrine.top(echo.address()),
        top -> isAtRest(top) && number(runtime(top), "liveTasks") == tasks);
    // The parts of a picture are a moment apart. All of this one are of the rest.
    var top = Vitrine.top(echo.address());
    assertTrue(isAtRest(top), top::toString);
    return top;
  }

  private static boolean isAtRest(JsonObject top) {
    var counts = top.getAsJsonObject("taskCounts");
    return number(counts, "running") == 0
        && number(counts, "scheduled") == 0
        && number(runtime(top), "injectDepth") == 0
        && objects(top.getAsJsonArray("workers")).stream()
            .allMatch(
                worker ->
                    List.of("parked", "parked on driver", "driving")
                            .contains(worker.get("state").getAsString())
                        && number(worker, "localDepth") == 0
                        && !worker.get("lifoOccupied").getAsBoolean());
  }

  private static void assertSumsHold(JsonObject top) {
    var workers = top.getAsJsonArray("workers");
    long callsitePolls = sum(top.getAsJsonArray("callsites"), "polls");
    long workerPolls = sum(workers, "polls");
    long rootPolls = sum(top.getAsJsonArray("runtimes"), "blockOnPolls");
    assertEquals(callsitePolls, workerPolls + rootPolls, "polls of callsites and of workers");
    assertTrue(rootPolls > 0 && workerPolls > 0, () -> "polls: " + workerPolls);
    assertStealsHaveThiefAndVictim(objects(workers));
    for (var worker : objects(workers)) {
      assertTrue(number(worker, "busyNanos") > 0, worker::toString);
      assertTrue(number(worker, "lifoPolls") <= number(worker, "polls"), worker::toString);
    }
    var losses = top.getAsJsonObject("losses");
    losses.keySet().forEach(what -> assertEquals(0, number(losses, what), what));
    var pool = runtime(top).getAsJsonObject("blockingPool");
    assertEquals(0, number(pool, "queued"));
    assertEquals(0, number(pool, "threads") - number(pool, "idle"));
  }

  private static void assertStealsHaveThiefAndVictim(List<JsonObject> workers) {
    for (var victim : workers) {
      long index = number(victim, "index");
      long taken =
          workers.stream()
              .filter(thief -> number(thief, "index") != index)
              .flatMapToLong(thief -> tasksFrom(thief, index))
              .sum();
      assertEquals(number(victim, "stolenTasks"), taken, () -> "stolen from worker " + index);
    }
    for (var thief : workers) {
      for (var steals : objects(thief.getAsJsonArray("steals"))) {
        long victim = number(steals, "victim");
        assertNotEquals(number(thief, "index"), victim, "a worker stole from itself");
        assertTrue(
            workers.stream().anyMatch(worker -> number(worker, "index") == victim),
            () -> "no worker is the victim " + victim);
      }
      long stolen = sum(thief.getAsJsonArray("steals"), "tasks");
      long batches = number(thief, "stealBatches");
      assertTrue(batches <= stolen && (stolen == 0) == (batches == 0), thief::toString);
    }
  }

  private static LongStream tasksFrom(JsonObject thief, long victim) {
    return objects(thief.getAsJsonArray("steals")).stream()
        .filter(steals -> number(steals, "victim") == victim)
        .mapToLong(steals -> number(steals, "tasks"));
  }

  /// As no task has finished, the polls of a callsite are those of its tasks.
  private static void assertEveryPollIsOfALiveTask(JsonObject top) {
    var connections = site(top, "serve");
    assertEquals(CLIENTS, number(connections, "alive"));
    var tasks =
        objects(top.getAsJsonArray("tasks")).stream()
            .filter(task -> number(task, "callsiteId") == number(connections, "id"))
            .toList();
    assertEquals(CLIENTS, tasks.size());
    assertEquals(
        number(connections, "polls"),
        tasks.stream().mapToLong(task -> number(task, "polls")).sum(),
        "polls of the connections");
    for (var task : tasks) {
      assertEquals("idle", task.get("state").getAsString());
      assertEquals(
          "TcpStream.read", task.getAsJsonObject("waitingOn").get("operation").getAsString());
      // The first poll is by the spawn, each other one by a wake, and where its waker was held up
      // before it could unpark a block that had gone on, one more.
      assertTrue(2 * number(task, "wakes") >= number(task, "polls") - 1, task::toString);
      assertTrue(number(task, "polls") > 1, task::toString);
    }
  }

  private static JsonObject runtime(JsonObject top) {
    var runtimes = top.getAsJsonArray("runtimes");
    assertEquals(1, runtimes.size(), top::toString);
    return runtimes.get(0).getAsJsonObject();
  }

  private static JsonObject site(JsonObject top, String method) {
    return objects(top.getAsJsonArray("callsites")).stream()
        .filter(site -> site.getAsJsonObject("location").get("method").getAsString().equals(method))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no callsite in " + method + "\n" + top));
  }

  private static List<JsonObject> objects(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static long sum(JsonArray array, String field) {
    return objects(array).stream().mapToLong(object -> number(object, field)).sum();
  }

  private static long number(JsonObject object, String field) {
    return object.get(field).getAsLong();
  }
}
