package dev.vitrine.console.tui.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `vitrine export` does with files.
class ExportCommandTest {
  private static final Timestamp NOW = Timestamp.newBuilder().setSeconds(1_800_000_000).build();

  @TempDir private Path folder = Path.of("");

  private static Ran run(String... arguments) {
    return Ran.run(arguments);
  }

  private static byte[] recording(boolean ends) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(bytes)) {
      writer.header(Description.newBuilder().setPid(1).build(), NOW);
      var batch = new EventBatchBuilder(1, 0);
      batch.event(EventKind.EVENT_KIND_PARK_VALUE, 0, 1, 0, 0, 0, 0);
      writer.add(batch.build());
      if (ends) {
        writer.end(NOW, Losses.getDefaultInstance());
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void theRecordingItselfIsNeverOverwritten() throws IOException {
    byte[] bytes = recording(true);
    Path file = Files.write(folder.resolve("some.vrec"), bytes);
    Path soft = Files.createSymbolicLink(folder.resolve("soft"), file);
    Path hard = Files.createLink(folder.resolve("hard"), file);
    Path roundabout = folder.resolve(".").resolve("some.vrec");
    for (String format : List.of("--perfetto", "--json-lines")) {
      for (Path to : List.of(file, soft, hard, roundabout)) {
        Ran ran = run("export", format, "--force", "-o", to.toString(), file.toString());
        assertEquals(ExitCode.USAGE, ran.code(), ran::err);
        assertTrue(ran.err().contains("is the recording itself"), ran::err);
        assertArrayEquals(bytes, Files.readAllBytes(file));
      }
      Ran ran = run("export", format, "-o", file.toString(), file.toString());
      assertEquals(ExitCode.USAGE, ran.code(), "--force would not help: " + ran.err());
    }
  }

  @Test
  void anotherFileIsOverwrittenWhenThatIsWanted() throws IOException {
    Path file = Files.write(folder.resolve("some.vrec"), recording(true));
    Path to = Files.writeString(folder.resolve("some.jsonl"), "something else");
    assertEquals(7, run("export", "--json-lines", "-o", to.toString(), file.toString()).code());
    assertEquals("something else", Files.readString(to));
    Ran ran = run("export", "--json-lines", "--force", "-o", to.toString(), file.toString());
    assertEquals(ExitCode.OK, ran.code(), ran::err);
    assertEquals("", ran.err());
    assertTrue(Files.readString(to).startsWith("{"));
  }

  @Test
  void aRecordingThatWasCutIsSaidToBeWhateverFollowsIt() throws IOException {
    var joined = new ByteArrayOutputStream();
    joined.write(recording(false));
    joined.write(recording(true));
    Path file = Files.write(folder.resolve("joined.vrec"), joined.toByteArray());
    for (String format : List.of("--perfetto", "--json-lines")) {
      Ran ran = run("export", format, "-o", folder.resolve(format).toString(), file.toString());
      assertEquals(ExitCode.OK, ran.code(), ran::err);
      assertTrue(ran.err().contains("is cut"), ran::err);
    }
  }
}
