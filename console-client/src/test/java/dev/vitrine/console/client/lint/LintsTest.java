package dev.vitrine.console.client.lint;

import static dev.vitrine.console.client.TokioUpdates.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.ResourceRef;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.Wait;
import org.junit.jupiter.api.Test;

class LintsTest {
  private static TaskRow waiter(long id, long holder, Timestamp since) {
    var wait =
        Wait.newBuilder()
            .setResource(ResourceRef.newBuilder().setId(3).setType("Mutex").setName("index"))
            .setHolder(TaskRef.newBuilder().setId(holder))
            .setHeldSince(since);
    return TaskRow.newBuilder().setId(id).setWaitingOn(wait).build();
  }

  @Test
  void aLockHeldForASecondWhileOthersWaitIsTold() {
    var page =
        TaskPage.newBuilder()
            .setStamp(Stamp.newBuilder().setNow(at(40)))
            .addRows(waiter(1, 31, at(2)))
            .addRows(waiter(2, 31, at(2)))
            .addRows(waiter(4, 32, at(39.5)))
            .build();
    var held = Lints.locksHeld(page);
    assertEquals(1, held.size(), "half a second is not long");
    Warning warning = held.get(31L);
    assertTrue(
        warning != null
            && warning
                .sentence()
                .equals(
                    "This task has held Mutex \"index\" for 38s while 2 tasks wait (a second is suspicious)."),
        String.valueOf(warning));
  }

  @Test
  void everyLintCanBeSaidOfOneAndOfMany() {
    for (Lint lint : Lint.values()) {
      assertTrue(lint.summary(1).startsWith("task "), lint.id());
      assertTrue(lint.summary(2).startsWith("tasks "), lint.id());
      assertTrue(lint.advice().endsWith("."), lint.id());
    }
  }
}
