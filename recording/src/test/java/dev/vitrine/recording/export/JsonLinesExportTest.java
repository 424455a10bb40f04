package dev.vitrine.recording.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.GcPauses;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.recording.export.Recorded.Lane;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A line for everything in a recording.
class JsonLinesExportTest {
  private static List<JsonObject> lines(Recorded recorded) throws IOException {
    var out = new ByteArrayOutputStream();
    JsonLinesExport.write(Recorded.reader(recorded.bytes()), out);
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.endsWith("\n"));
    return text.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  private static List<String> types(List<JsonObject> lines) {
    return lines.stream().map(line -> line.get("type").getAsString()).toList();
  }

  private static List<JsonObject> of(List<JsonObject> lines, String type) {
    return lines.stream().filter(line -> line.get("type").getAsString().equals(type)).toList();
  }

  @Test
  void eventsHaveTheirValuesByName() throws IOException {
    List<JsonObject> lines =
        lines(
            new Recorded()
                .add(
                    new Lane(0)
                        .at(10, EventKind.EVENT_KIND_POLL_START, 1, 5)
                        .spawn(11, 6, 2)
                        .wake(12, 7, 1)
                        .at(13, EventKind.EVENT_KIND_POLL_END, 0)
                        .at(14, EventKind.EVENT_KIND_END, 2, 5)
                        .at(15, EventKind.EVENT_KIND_STEAL, 0, 1, 4)
                        .at(16, EventKind.EVENT_KIND_QUEUES, 1, 2, 3)
                        .at(17, EventKind.EVENT_KIND_PARK, 0)
                        .at(18, EventKind.EVENT_KIND_LOST, 0, 100)
                        .lost(EventKind.EVENT_KIND_WAKE, 100))
                .add(new Lane(-1).wake(20, 8, 2))
                .end(30, 100));
    assertEquals(
        "{'type':'event','kind':'poll start','time':'2027-01-15T08:00:05.000010Z','nanos':5000010000,'runtime':1,'worker':0,'task':5,'fromLifo':true}"
            .replace('\'', '"'),
        lines.get(1).toString());
    assertEquals(
        List.of(
            "poll start",
            "spawn",
            "wake",
            "poll end",
            "end",
            "steal",
            "queues",
            "park",
            "lost",
            "wake"),
        of(lines, "event").stream().map(line -> line.get("kind").getAsString()).toList());
    JsonObject spawn = lines.get(2);
    assertEquals(6, spawn.get("task").getAsLong());
    assertEquals("blocking", spawn.get("taskKind").getAsString());
    assertEquals(9, spawn.get("callsite").getAsLong());
    assertTrue(lines.get(3).get("queued").getAsBoolean());
    assertEquals("cancelled", lines.get(5).get("outcome").getAsString());
    assertEquals(1, lines.get(6).get("fromWorker").getAsLong());
    assertEquals(4, lines.get(6).get("tasks").getAsLong());
    assertEquals(2, lines.get(7).get("ring").getAsLong());
    assertEquals(3, lines.get(7).get("inject").getAsLong());
    assertEquals(100, lines.get(9).get("events").getAsLong());
    JsonObject lost = of(lines, "lost").getFirst();
    assertEquals(100, lost.getAsJsonObject("sinceBegin").get("wake").getAsLong());
    JsonObject foreign = of(lines, "event").getLast();
    assertEquals(77, foreign.get("thread").getAsLong());
    assertFalse(foreign.has("worker"));
    assertEquals(
        100, of(lines, "end").getFirst().getAsJsonObject("losses").get("events").getAsLong());
  }

  @Test
  void jobsTurnsAndPausesHaveTheirValues() throws IOException {
    List<JsonObject> lines =
        lines(
            new Recorded()
                .add(new Lane(0).at(10, EventKind.EVENT_KIND_DRIVER_TURN, 1, 3, 4_000))
                .add(
                    new Lane(-1)
                        .at(11, EventKind.EVENT_KIND_JOB_START, 0, 77, 5)
                        .end(12, 6)
                        .at(13, EventKind.EVENT_KIND_JOB_END, 0, 77, 5))
                .add(
                    Record.newBuilder()
                        .setPauses(
                            GcPauses.newBuilder()
                                .addPauses(
                                    GcPause.newBuilder()
                                        .setStartedAt(Recorded.wall(20))
                                        .setDurationNanos(7_000)
                                        .setCause("System.gc()"))))
                .end(30, 0));
    JsonObject turn = lines.get(1);
    assertEquals(3, turn.get("events").getAsLong());
    assertEquals(4_000, turn.get("tookNanos").getAsLong());
    assertTrue(turn.get("slept").getAsBoolean());
    List<JsonObject> threads = of(lines, "event").subList(1, 4);
    assertEquals(
        List.of("job start 5", "poll end 6", "job end 5"),
        threads.stream()
            .map(line -> line.get("kind").getAsString() + " " + line.get("task").getAsLong())
            .toList());
    JsonObject pause = of(lines, "gc pause").getFirst();
    assertEquals("2027-01-15T08:00:05.000020Z", pause.get("startedAt").getAsString());
    assertEquals(7_000, pause.get("durationNanos").getAsLong());
    assertEquals("System.gc()", pause.get("cause").getAsString());
  }

  @Test
  void statesAreLinesToo() throws IOException {
    List<JsonObject> lines =
        lines(
            new Recorded()
                .second(50, 4)
                .callsite()
                .row(
                    TaskRow.newBuilder()
                        .setId(3)
                        .setName("a \"b\"\n")
                        .setState(TaskState.TASK_STATE_IDLE))
                .incident(Incident.newBuilder().setId(2).setKind(Incident.Kind.KIND_FILE_OR_NATIVE))
                .end(60, 0));
    assertEquals(List.of("header", "runtime", "callsite", "task", "incident", "end"), types(lines));
    assertEquals(42, lines.getFirst().getAsJsonObject("process").get("pid").getAsLong());
    assertEquals("2027-01-15T08:00:05.000050Z", lines.get(1).get("at").getAsString());
    assertEquals(4, lines.get(1).get("liveTasks").getAsLong());
    assertEquals("a \"b\"\n", lines.get(3).get("name").getAsString());
    assertEquals("idle", lines.get(3).get("state").getAsString());
    assertEquals("file or native", lines.get(4).get("kind").getAsString());
  }

  @Test
  void oneThatBreaksOffSaysSo() throws IOException {
    assertEquals(List.of("header", "cut"), types(lines(new Recorded())));
    assertEquals(
        List.of("header", "cut", "header", "end"),
        types(lines(new Recorded().header("another", 10).end(20, 0))));
  }
}
