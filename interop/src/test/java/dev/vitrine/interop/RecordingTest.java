package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recording a program as a user does, and looking at the file.
@Tag("interop")
final class RecordingTest {
  /// In which a command that has nothing left to do ends, however busy the machine is.
  private static final Duration AT_ONCE = Duration.ofSeconds(6);

  @TempDir private Path folder;

  private String file() {
    return folder.resolve("some.vrec").toString();
  }

  private long size() {
    try {
      return Files.exists(Path.of(file())) ? Files.size(Path.of(file())) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What was recorded of a program is in the file, some of it at least.
  private void awaitSome() {
    Await.until("a file", Vitrine.PATIENCE, this::size, size -> size > 1_000);
  }

  @Test
  void whatIsRecordedIsShown() {
    try (var program = Subject.startUnasked("idle", "3")) {
      String pid = Long.toString(program.pid());
      String said = Vitrine.run("record", pid, "--for", "2s", "-o", file());
      assertTrue(said.contains(" 3 tasks, 0 events lost, "), said);
      var top = Vitrine.top(file());
      assertEquals(program.pid(), top.getAsJsonObject("process").get("pid").getAsLong());
      assertEquals(4, top.getAsJsonArray("tasks").size());
      try (var again = Vitrine.start("record", pid, "--for", "2s", "-o", file())) {
        assertEquals(2, again.awaitExit(Vitrine.PATIENCE), again::describe);
        assertTrue(again.err().contains("--force"), again::describe);
      }
    }
  }

  @Test
  void signalEndsARecordingAsItShould() {
    try (var program = Subject.startUnasked("idle", "3");
        var record = Vitrine.start("record", Long.toString(program.pid()), "-o", file())) {
      awaitSome();
      record.signal("TERM");
      assertEquals(0, record.awaitExit(Vitrine.PATIENCE), record::describe);
      assertEquals("", record.err(), record::describe);
      assertEquals(4, Vitrine.top(file()).getAsJsonArray("tasks").size());
    }
  }

  @Test
  void commandThatIsRefusedEndsAsSoonAsItHasSaidSo() {
    String nobody = "127.0.0.1:" + Paths.freePort();
    try (var record = Vitrine.start("record", nobody, "-o", file())) {
      record.awaitErr(line -> line.contains("nobody listens on " + nobody), Vitrine.PATIENCE);
      assertEquals(3, record.awaitExit(AT_ONCE), record::describe);
    }
  }

  @Test
  void signalBeforeAnythingWasRecordedIsNoSuccess() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var record = Vitrine.start("record", "127.0.0.1:" + silent.getLocalPort(), "-o", file())) {
      silent.setSoTimeout((int) Vitrine.PATIENCE.toMillis());
      try (var _ = silent.accept()) {
        record.signal("TERM");
        assertEquals(3, record.awaitExit(Vitrine.PATIENCE), record::describe);
      }
      assertTrue(record.err().contains("nothing was recorded"), record::describe);
      assertEquals(0, size());
    }
  }

  @Test
  void signalForAProgramThatStandsStillSaysThatItDidNotAnswer() {
    try (var program = Subject.startUnasked("idle", "3");
        var record = Vitrine.start("record", Long.toString(program.pid()), "-o", file())) {
      awaitSome();
      program.program().signal("STOP");
      try {
        record.signal("TERM");
        assertEquals(6, record.awaitExit(Vitrine.PATIENCE), record::describe);
      } finally {
        program.program().signal("CONT");
      }
      assertTrue(record.err().contains("did not end the recording in time"), record::describe);
      assertTrue(record.out().contains(" 3 tasks, "), record::describe);
    }
  }

  @Test
  void programThatIsKilledLeavesWhatItSaidBefore() {
    try (var program = Subject.startUnasked("idle", "3");
        var record = Vitrine.start("record", Long.toString(program.pid()), "-o", file())) {
      awaitSome();
      Program.signal("KILL", program.pid());
      assertEquals(6, record.awaitExit(Vitrine.PATIENCE), record::describe);
      assertTrue(record.err().contains("the program ended after "), record::describe);
      try (var top = Vitrine.start("top", "--once", file())) {
        assertEquals(0, top.awaitExit(Vitrine.PATIENCE), top::describe);
        assertTrue(top.err().contains("is cut"), top::describe);
      }
    }
  }

  @Test
  void recordingIsContinuedInTheSameFile() throws IOException {
    try (var first = Subject.startUnasked("idle", "3");
        var second = Subject.startUnasked("idle", "5")) {
      Vitrine.run("record", Long.toString(first.pid()), "--for", "1s", "-o", file());
      byte[] before = Files.readAllBytes(Path.of(file()));
      String pid = Long.toString(second.pid());
      Vitrine.run("record", pid, "--for", "1s", "--append", "-o", file());
      byte[] after = Files.readAllBytes(Path.of(file()));
      assertTrue(Arrays.equals(before, Arrays.copyOf(after, before.length)), "written anew");
      assertEquals(6, Vitrine.top(file()).getAsJsonArray("tasks").size());
      String begin = Vitrine.run("top", "--once", "--json", "--at", "500ms", file());
      assertEquals(
          4, JsonParser.parseString(begin).getAsJsonObject().getAsJsonArray("tasks").size());
    }
    Files.writeString(Path.of(file()), "no recording");
    try (var refused = Vitrine.start("record", "--append", "-o", file(), "127.0.0.1:1")) {
      assertEquals(7, refused.awaitExit(Vitrine.PATIENCE), refused::describe);
      assertTrue(refused.err().contains("is no recording of Vitrine"), refused::describe);
    }
    assertEquals("no recording", Files.readString(Path.of(file())));
  }
}
