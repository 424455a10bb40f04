package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program with a flight recorder: what it writes when something has happened, and what the
/// commands make of it.
@Tag("interop")
final class FlightRecorderTest {
  private static final String SAID = "vitrine: the flight recorder has written ";

  @TempDir private Path folder;

  private List<Path> files(String reason) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith("-" + reason + ".vrec")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void isRead(Path file, long pid) {
    String name = file.toString();
    for (String at : List.of("0s", "1s")) {
      var top = Vitrine.run("top", "--once", "--at", at, name);
      assertTrue(top.contains("blocks its worker"), top);
    }
    var end = Vitrine.top(name);
    assertEquals(pid, end.getAsJsonObject("process").get("pid").getAsLong());
    assertEquals(2, end.getAsJsonArray("tasks").size());
    assertTrue(end.toString().contains("blocks its worker"), end::toString);
    String lines = Vitrine.run("export", "--json-lines", "-o", "-", name);
    assertTrue(lines.contains("\"kind\":\"poll start\""), lines);
    assertTrue(lines.contains("\"type\":\"incident\""), lines);
    Path trace = file.resolveSibling(file.getFileName() + ".trace");
    Vitrine.run("export", "--perfetto", "-o", trace.toString(), name);
    assertTrue(trace.toFile().length() > 1_000);
  }

  @Test
  void incidentDemandAndEndLeaveFilesThatAreRead() {
    try (var subject = Subject.startFlying("30s,dir=" + folder, "block")) {
      Program program = subject.program();
      program.awaitErr(
          line -> line.startsWith(SAID) && line.contains("incident"), Vitrine.PATIENCE);
      assertEquals(1, files("incident").size(), program::describe);

      Path asked = folder.resolve("asked.vrec");
      String said =
          Vitrine.run("record", Long.toString(program.pid()), "--flight", "-o", asked.toString());
      assertTrue(said.contains(" 1 tasks, 0 events lost, "), said);
      assertTrue(said.contains("  the last "), said);

      program.signal("TERM");
      assertEquals(143, program.awaitExit(Vitrine.PATIENCE), program::describe);
      assertTrue(program.err().contains("-exit.vrec ("), program::describe);
      assertEquals(1, files("exit").size(), program::describe);

      isRead(files("incident").getFirst(), program.pid());
      isRead(asked, program.pid());
      isRead(files("exit").getFirst(), program.pid());
    }
  }

  @Test
  void programWithoutOneSaysHowToHaveOne() {
    try (var subject = Subject.startUnasked("idle", "3");
        var record =
            Vitrine.start(
                "record",
                Long.toString(subject.pid()),
                "--flight",
                "-o",
                folder.resolve("no.vrec").toString())) {
      assertEquals(3, record.awaitExit(Vitrine.PATIENCE), record::describe);
      assertTrue(record.err().contains("start it with -Dvitrine.flight=30s"), record::describe);
    }
  }

  @Test
  void programWithoutTheLibrarySaysSo() {
    try (var subject = Subject.startFlyingWithoutServer("30s", "idle", "3")) {
      subject
          .program()
          .awaitErr(
              line -> line.contains("vitrine-console-server is not on the class path"),
              Vitrine.PATIENCE);
    }
  }
}
