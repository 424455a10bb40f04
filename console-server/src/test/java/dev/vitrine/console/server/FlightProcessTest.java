package dev.vitrine.console.server;

import static dev.vitrine.Tasks.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.acme.Sleeper;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.proto.v1.FlightDump.Reason;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.recording.RecordingReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// JVMs that are started with a flight recorder, and how they end.
@Timeout(120)
class FlightProcessTest {
  @TempDir private Path folder;

  /// Runs in a JVM of its own, does what its argument says, and then says `ready`.
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      var builder = AsyncRuntime.multiThread().workers(2).name("flown");
      if (args[0].equals("builder")) {
        builder.flightRecorder(Duration.ofSeconds(20));
      }
      try (var runtime = builder.build()) {
        runtime.blockOn(
            () -> {
              for (int i = 0; i < 100; i++) {
                spawn(() -> {}).await();
              }
              if (args[0].equals("blocks")) {
                spawn("guilty", new Sleeper(300)).await();
              }
            });
        System.out.println("ready");
        if (args[0].equals("waits")) {
          new CountDownLatch(1).await();
        }
      }
    }
  }

  private record Ended(int code, String output, List<Path> files) {
    RecordingHeader onlyHeader() throws IOException {
      assertEquals(1, files.size(), output);
      try (var reader = RecordingReader.open(files.getFirst())) {
        while (reader.next() != null) {}
        assertFalse(reader.isCut(), output);
        return reader.header();
      }
    }
  }

  private Ended run(Map<String, String> environment, List<String> flags, String does)
      throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(flags);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), does));
    var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    var output = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (line.equals("ready") && does.equals("waits")) {
          process.toHandle().destroy(); // SIGTERM
        }
      }
    }
    assertTrue(process.waitFor(50, TimeUnit.SECONDS));
    try (Stream<Path> all = Files.walk(folder)) {
      return new Ended(
          process.exitValue(),
          output.toString(),
          all.filter(file -> file.toString().endsWith(".vrec")).sorted().toList());
    }
  }

  @Test
  void theEndOfAProcessHasAFileWritten() throws Exception {
    Ended ended = run(Map.of(), List.of("-Dvitrine.flight=30s"), "works");
    assertEquals(0, ended.code, ended.output);
    RecordingHeader header = ended.onlyHeader();
    assertEquals(Reason.REASON_EXIT, header.getFlight().getReason());
    Path file = ended.files.getFirst();
    assertTrue(
        String.valueOf(file.getFileName())
            .matches("flightprocesstest-program-\\d+-\\d{8}-\\d{6}-exit\\.vrec"),
        "" + file);
    assertTrue(
        ended.output.contains("vitrine: the flight recorder has written " + file.toRealPath()),
        ended.output);
  }

  @Test
  void soDoesASignal() throws Exception {
    Ended ended = run(Map.of("VITRINE_FLIGHT", "30s,dir=new/folder"), List.of(), "waits");
    assertEquals(143, ended.code, ended.output);
    assertEquals(Reason.REASON_EXIT, ended.onlyHeader().getFlight().getReason());
    assertTrue(ended.files.getFirst().startsWith(folder.resolve("new/folder")), ended.output);
  }

  @Test
  void anIncidentJustBeforeTheEndIsWhatTheFileIsCalledFor() throws Exception {
    Ended ended = run(Map.of(), List.of("-Dvitrine.flight=30s,on=incident"), "blocks");
    assertEquals(Reason.REASON_INCIDENT, ended.onlyHeader().getFlight().getReason());
    assertTrue(ended.onlyHeader().getFlight().getCause().contains("\"guilty\""), ended.output);
  }

  @Test
  void theBuilderAsksForOneAndOptionsWin() throws Exception {
    Ended ended = run(Map.of(), List.of(), "builder");
    assertEquals(20_000_000_000L, ended.onlyHeader().getFlight().getKeepNanos());
    Files.delete(ended.files.getFirst());
    Ended off = run(Map.of(), List.of("-Dvitrine.flight=off"), "builder");
    assertEquals(List.of(), off.files);
    assertEquals("ready\n", off.output);
  }

  @Test
  void aBadOptionIsSaidAndTheProgramRuns() throws Exception {
    Ended ended = run(Map.of(), List.of("-Dvitrine.flight=30"), "works");
    assertEquals(0, ended.code, ended.output);
    assertTrue(
        ended.output.contains(
            "vitrine: -Dvitrine.flight: \"30\" is no setting of a flight recorder:"),
        ended.output);
    assertTrue(ended.output.contains("goes on without a flight recorder"), ended.output);
    assertTrue(ended.output.contains("ready"), ended.output);
    assertFalse(ended.output.contains("Exception in thread"), ended.output);
  }

  @Test
  void aDirectoryThatIsNoneIsSaidAndTheProgramRuns() throws Exception {
    Files.createFile(folder.resolve("file"));
    Ended ended = run(Map.of(), List.of("-Dvitrine.flight=30s,dir=file/below"), "works");
    assertEquals(0, ended.code, ended.output);
    assertTrue(ended.output.contains("can not use the directory file/below"), ended.output);
    assertTrue(ended.output.contains("ready"), ended.output);
  }

  @Test
  void withoutInstrumentsThereIsNothingToKeep() throws Exception {
    Ended ended =
        run(Map.of(), List.of("-Dvitrine.flight=30s", "-Dvitrine.instrument=off"), "works");
    assertEquals(0, ended.code, ended.output);
    assertTrue(
        ended.output.contains("-Dvitrine.instrument=off; the program goes on"), ended.output);
    assertEquals(List.of(), ended.files);
  }
}
