package dev.vitrine.recording.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The memory of an export does not grow with the recording: 80 MB do for any.
///
/// The short run is of some 10 MB of records, the long one of a gigabyte. Half a million tasks that
/// live for a poll each would fill that memory if they were not forgotten.
///
/// Seen failing on a copy of [TaskTracks] that keeps tasks whose end was seen.
@Tag("stress")
class LargeExportStressTest {
  private static void export(String format, int millionsOfEvents, int pollsOfTask)
      throws Exception {
    boolean lengthy = System.getProperty("vitrine.stress", "short").equals("long");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx80m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ManyEvents.class.getName(),
            format,
            Integer.toString(lengthy ? 100 * millionsOfEvents : millionsOfEvents),
            Integer.toString(pollsOfTask));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.inputReader()) {
      output.lines().forEach(System.out::println);
    }
    assertEquals(0, process.waitFor());
  }

  @Test
  void ofATrace() throws Exception {
    export("perfetto", 2, 64);
  }

  @Test
  void ofATraceOfTasksThatLiveForAPoll() throws Exception {
    export("perfetto", 2, 1);
  }

  @Test
  void ofLines() throws Exception {
    export("json", 1, 64);
  }
}
