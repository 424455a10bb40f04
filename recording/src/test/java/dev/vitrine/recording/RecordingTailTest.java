package dev.vitrine.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Losses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recordings behind recordings in one file.
class RecordingTailTest {
  @TempDir private Path folder = Path.of("");

  private static void write(OutputStream out, long pid) throws IOException {
    try (var writer = new RecordingWriter(out)) {
      var now = Timestamp.newBuilder().setSeconds(1_800_000_000).build();
      writer.header(Description.newBuilder().setPid(pid).build(), now);
      for (int i = 0; i < 3; i++) {
        var batch = new EventBatchBuilder(1, 0);
        batch.event(EventKind.EVENT_KIND_POLL_END_VALUE, 0, pid * 10 + i, 0, 0, 0, 0);
        writer.add(batch.build());
        writer.flush();
      }
      writer.end(now, Losses.getDefaultInstance());
    }
  }

  private static byte[] recording(long pid) throws IOException {
    var bytes = new ByteArrayOutputStream();
    write(bytes, pid);
    return bytes.toByteArray();
  }

  /// Process and events of each recording, such as `1: 10 11 12 end`.
  private static String read(Path file) throws IOException {
    var text = new StringBuilder();
    try (var reader = RecordingReader.open(file)) {
      for (var part = reader.next(); part != null; part = reader.next()) {
        switch (part) {
          case RecordingReader.Part.Header(var header) ->
              text.append(text.isEmpty() ? "" : ", ")
                  .append(header.getProcess().getPid())
                  .append(":");
          case RecordingReader.Part.Contents(var records) ->
              text.append(" ").append(records.getRecords(0).getEvents().getFirstNanos());
          case RecordingReader.Part.End _ -> text.append(" end");
        }
      }
    }
    return text.toString();
  }

  @Test
  void aWholeRecordingIsContinued() throws IOException {
    Path file = folder.resolve("whole.vrec");
    Files.write(file, recording(1));
    var tail = RecordingTail.of(file);
    assertEquals(0, tail.cutBytes());
    write(tail.append(), 2);
    write(RecordingTail.of(file).append(), 3);
    assertEquals("1: 10 11 12 end, 2: 20 21 22 end, 3: 30 31 32 end", read(file));
  }

  @Test
  void whereverItWasCutEverythingThatWasReadableStaysSo() throws IOException {
    Path file = folder.resolve("cut.vrec");
    byte[] whole = recording(1);
    var empty = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(empty)) {
      writer.header(
          Description.newBuilder().setPid(1).build(),
          Timestamp.newBuilder().setSeconds(1_800_000_000).build());
    }
    for (int length = empty.size(); length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      String before = read(file);
      var tail = RecordingTail.of(file);
      assertEquals(length, Files.size(file), "a look changes nothing");
      write(tail.append(), 2);
      assertEquals(before + ", 2: 20 21 22 end", read(file), "cut at " + length);
    }
  }

  @Test
  void aFileThatIsNotThereOrIsEmptyIsBegun() throws IOException {
    Path file = folder.resolve("new.vrec");
    write(RecordingTail.of(file).append(), 1);
    assertArrayEquals(recording(1), Files.readAllBytes(file));
    Path empty = Files.createFile(folder.resolve("empty.vrec"));
    write(RecordingTail.of(empty).append(), 1);
    assertEquals("1: 10 11 12 end", read(empty));
  }

  @Test
  void otherFilesAndDamagedOnesAreRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("notes.txt"), "no recording at all");
    var refused = assertThrows(RecordingException.class, () -> RecordingTail.of(other));
    assertTrue(String.valueOf(refused.getMessage()).contains("is no recording of Vitrine"));

    byte[] bytes = recording(1);
    var longer = new ByteArrayOutputStream();
    longer.write(bytes);
    longer.write("what is this?".getBytes(StandardCharsets.UTF_8));
    Path damaged = Files.write(folder.resolve("damaged.vrec"), longer.toByteArray());
    refused = assertThrows(RecordingException.class, () -> RecordingTail.of(damaged));
    assertTrue(String.valueOf(refused.getMessage()).contains("is damaged at byte " + bytes.length));
    assertFalse(Files.size(damaged) < longer.size(), "left as it was");
  }
}
