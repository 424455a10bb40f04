package dev.vitrine.console.client.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of several recordings, played.
class RecordingPlayerTest {
  private static final long SECOND = 1_000_000_000;
  private static final long AN_HOUR_LATER = 3_600;

  private static final Focus TASKS =
      Focus.on(TaskQuery.newBuilder().setIncludeFinished(true).setLimit(10).build());

  @TempDir private Path folder = Path.of("");

  private static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(1_800_000_000 + seconds).build();
  }

  /// What a process tells `seconds` after its start: a task more each time.
  private static Record tasks(long start, int seconds) {
    return Record.newBuilder()
        .setTasks(
            TasksUpdate.newBuilder()
                .setStamp(Stamp.newBuilder().setNow(at(start + seconds)))
                .addRows(TaskRow.newBuilder().setId(seconds).setState(TaskState.TASK_STATE_IDLE)))
        .build();
  }

  /// @param seconds after each of which but the first the process tells of its tasks
  private static byte[] recording(long start, int seconds, boolean ends) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(bytes)) {
      writer.header(Description.newBuilder().setPid(start + 1).build(), at(start));
      for (int i = 1; i < seconds; i++) {
        writer.add(tasks(start, i));
        writer.flush();
      }
      if (ends) {
        writer.end(at(start + seconds), Losses.getDefaultInstance());
      }
    }
    return bytes.toByteArray();
  }

  private Path joined(byte[]... recordings) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (byte[] one : recordings) {
      bytes.write(one);
    }
    return Files.write(folder.resolve("joined.vrec"), bytes.toByteArray());
  }

  private static long tasksAt(RecordingPlayer player, long nanos) throws IOException {
    return player.at(nanos, TASKS, 1, false).tasks().orElseThrow().getTotal();
  }

  @Test
  void aRecordingThatWasCutIsSaidToBeWhateverFollowsIt() throws IOException {
    Path file = joined(recording(0, 3, false), recording(AN_HOUR_LATER, 3, true));
    try (var player = RecordingPlayer.open(file, _ -> {})) {
      assertTrue(player.trouble().contains("is cut"), player::trouble);
      assertEquals(2, tasksAt(player, player.lengthNanos()));
    }
    Path whole = joined(recording(0, 3, true), recording(AN_HOUR_LATER, 3, true));
    try (var player = RecordingPlayer.open(whole, _ -> {})) {
      assertEquals("", player.trouble());
    }
  }

  @Test
  void aRecordingBehindOneThatTellsOfNoTasksIsPlayedFromItsBeginning() throws IOException {
    for (boolean ends : List.of(true, false)) {
      Path file = joined(recording(0, 1, ends), recording(AN_HOUR_LATER, 5, true));
      long base = ends ? SECOND : 0;
      try (var player = RecordingPlayer.open(file, _ -> {})) {
        assertEquals(base + 5 * SECOND, player.lengthNanos());
        assertEquals(1, tasksAt(player, 0));
        assertEquals(1, tasksAt(player, base + SECOND));
        assertEquals(2, tasksAt(player, base + 2 * SECOND));
        assertEquals(4, tasksAt(player, player.lengthNanos()));
        assertEquals(3, tasksAt(player, base + 3 * SECOND), "and back");
      }
    }
  }
}
