package dev.vitrine.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// One writer at a time.
class RecordingFilesTest {
  @TempDir private Path folder = Path.of("");

  private static void assertRefused(Path file, Executable opening) {
    var refused = assertThrows(RecordingException.class, opening);
    assertEquals(
        "another recording is being written to "
            + file
            + ": give another file, or wait until that one has ended",
        refused.getMessage());
  }

  @Test
  void aSecondWriterOfThisProcessIsRefusedAndChangesNothing() throws IOException {
    Path file = folder.resolve("one.vrec");
    try (var first = RecordingFiles.create(file, false)) {
      first.write(new byte[] {1, 2, 3});
      assertRefused(file, () -> RecordingFiles.create(file, true));
      first.write(4);
    }
    assertArrayEquals(new byte[] {1, 2, 3, 4}, Files.readAllBytes(file));
    assertThrows(FileAlreadyExistsException.class, () -> RecordingFiles.create(file, false));
    RecordingFiles.create(file, true).close();
    assertEquals(0, Files.size(file));
  }

  @Test
  void oneThatWantsToContinueItIsRefusedAsWell() throws IOException {
    Path file = folder.resolve("appended.vrec");
    try (var _ = RecordingTail.of(file).append()) {
      assertRefused(file, () -> RecordingTail.of(file).append());
    }
    var late = RecordingTail.of(file);
    Files.write(file, new byte[] {1});
    var refused = assertThrows(RecordingException.class, late::append);
    assertEquals(
        "another recording has been written to " + file + " just now: try again",
        refused.getMessage());
  }

  /// Another process, which writes to a file until it is told to end.
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws IOException {
      try (var out = RecordingFiles.create(Path.of(args[0]), false)) {
        out.write(1);
        System.out.write('.');
        System.out.flush();
        var _ = System.in.read();
      }
    }
  }

  @Test
  void anotherProcessIsKeptOutUntilTheEnd() throws Exception {
    Path file = folder.resolve("two.vrec");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Other.class.getName(),
            file.toString());
    Process other =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      assertEquals('.', other.getInputStream().read());
      assertRefused(file, () -> RecordingFiles.create(file, true));
      assertEquals(1, Files.size(file));
      other.getOutputStream().close();
      assertEquals(0, other.waitFor());
      RecordingFiles.create(file, true).close();
    } finally {
      other.destroyForcibly();
    }
  }
}
