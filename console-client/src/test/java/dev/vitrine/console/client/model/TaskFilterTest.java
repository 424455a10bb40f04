package dev.vitrine.console.client.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.ResourceRef;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.Wait;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskFilterTest {
  private static final RowFacts TASK =
      new RowFacts(
          TaskRow.newBuilder()
              .setId(17)
              .setName("conn 9123")
              .setKind("task")
              .setState(TaskState.TASK_STATE_IDLE)
              .setStateSince(Timestamp.newBuilder().setSeconds(100))
              .setBusyNanos(120_000_000)
              .setPolls(50)
              .setCallsiteId(3)
              .addSigns(Sign.SIGN_UNWAKEABLE)
              .setSpawnedAt(Location.newBuilder().setFile("com/acme/Echo.java").setLine(23))
              .setWaitingOn(
                  Wait.newBuilder()
                      .setOperation("Mutex.lock")
                      .setResource(ResourceRef.newBuilder().setType("Mutex").setName("index")))
              .build(),
          Timestamp.newBuilder().setSeconds(138).build());

  private static boolean fits(String filter) {
    TaskFilter parsed = TaskFilter.parse(filter);
    assertEquals("", parsed.problem(), filter);
    return TaskMatch.all(parsed.terms()).test(TASK);
  }

  @Test
  void wordsAreFoundInNamePlaceStateAndResource() {
    for (String word :
        List.of(
            "conn", "CONN", "Echo.java", "idle", "index", "17", "\"conn 9\"", "conn Mutex", "")) {
      assertTrue(fits(word), word);
    }
    assertFalse(fits("conn other"));
    assertFalse(fits("\"conn  9\""));
  }

  @Test
  void anExclamationMarkWantsTheOpposite() {
    assertFalse(fits("!conn"));
    assertTrue(fits("!writer"));
    assertFalse(fits("!state:idle"));
  }

  @Test
  void figuresAreCompared() {
    assertTrue(fits("busy>100ms"));
    assertFalse(fits("busy>1s"));
    assertTrue(fits("polls>=50 polls<=50 polls=50"));
    assertTrue(fits("in>37s in<39s"));
  }

  @Test
  void statesLintsAndPlacesAreSelected() {
    assertTrue(fits("state:idle"));
    assertFalse(fits("state:running"));
    assertTrue(fits("lint:lost-waker"));
    assertFalse(fits("lint:self-wakes"));
    assertTrue(fits("site:3"));
    assertFalse(fits("site:4"));
  }

  @Test
  void regularExpressionsAreFound() {
    assertTrue(fits("/conn [0-9]+/"));
    assertTrue(fits("/^CONN/"));
    assertFalse(fits("/conn [a-z]/"));
    assertTrue(fits("!/writer|reader/"));
  }

  @Test
  void aMistakeIsToldAndWhatStandsBeforeItStillCounts() {
    TaskFilter filter = TaskFilter.parse("conn /[/");
    assertEquals("regex: missing closing ]: [", filter.problem());
    assertTrue(TaskFilter.parse("/a(?=b)/").problem().contains("look-around is not supported"));
    assertEquals(1, filter.terms().size());
    assertTrue(TaskFilter.parse("busy>").problem().contains("needs a value"));
    assertTrue(TaskFilter.parse("busy>fast").problem().contains("duration"));
    assertTrue(TaskFilter.parse("speed>1").problem().contains("speed"));
    assertTrue(TaskFilter.parse("state:odd").problem().contains("idle"));
    assertTrue(TaskFilter.parse("lint:odd").problem().contains("lost-waker"));
  }

  @Test
  void orderIsByColumnThenByIdUpwards() {
    var a = row(1, 5);
    var b = row(2, 5);
    var c = row(3, 9);
    var sorted =
        Stream.of(c, b, a).sorted(TaskOrder.by(TaskColumn.TASK_COLUMN_BUSY, true)).toList();
    assertEquals(List.of(c, a, b), sorted);
    sorted = Stream.of(c, b, a).sorted(TaskOrder.by(TaskColumn.TASK_COLUMN_BUSY, false)).toList();
    assertEquals(List.of(a, b, c), sorted);
  }

  private static RowFacts row(long id, long busy) {
    return new RowFacts(
        TaskRow.newBuilder().setId(id).setBusyNanos(busy).build(), Timestamp.getDefaultInstance());
  }
}
