package vitrine.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import vitrine.bench.harness.Uninterrupted;

/// Starts programs and reads the line that they print.
final class Shell {
  private static final int NOTHING_OF_THE_KIND = 3;

  private Shell() {}

  /// What came of a run.
  sealed interface Outcome {
    /// The numbers that it printed.
    record Numbers(Map<String, Double> byName) implements Outcome {}

    /// The program has no such workload.
    record Absent() implements Outcome {}

    record Failed(String why) implements Outcome {}
  }

  /// Runs a program to its end, and ends it when it takes too long.
  static Outcome run(List<String> command, long limitSeconds) {
    Path output = temporary();
    try {
      Process process = start(command, output);
      if (!waitFor(process, limitSeconds)) {
        stop(process);
        return new Outcome.Failed("did not end within " + limitSeconds + " s");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return switch (process.exitValue()) {
        case 0 -> new Outcome.Numbers(numbers(text));
        case NOTHING_OF_THE_KIND -> new Outcome.Absent();
        default -> new Outcome.Failed("exit code " + process.exitValue() + ": " + lastLine(text));
      };
    } catch (IOException e) {
      return new Outcome.Failed(e.toString());
    } finally {
      delete(output);
    }
  }

  /// The output of a program, or nothing if there is no such program or it fails.
  static String output(String... command) {
    Path output = temporary();
    try {
      Process process = start(List.of(command), output);
      return waitFor(process, 10) && process.exitValue() == 0
          ? Files.readString(output, StandardCharsets.UTF_8).strip()
          : "";
    } catch (IOException e) {
      return "";
    } finally {
      delete(output);
    }
  }

  static Process start(List<String> command, Path output) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  static void stop(Process process) {
    process.destroyForcibly();
    Uninterrupted.run(process::waitFor);
  }

  static Path temporary() {
    try {
      return Files.createTempFile("bench", ".out");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean waitFor(Process process, long seconds) {
    var ended = new boolean[1];
    Uninterrupted.run(() -> ended[0] = process.waitFor(seconds, TimeUnit.SECONDS));
    return ended[0];
  }

  static Map<String, Double> numbers(String text) {
    var numbers = new HashMap<String, Double>();
    for (String pair : text.split("\\s+", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          numbers.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
        } catch (NumberFormatException e) {
          // a warning of the JVM that happens to have an equals sign
        }
      }
    }
    return numbers;
  }

  private static String lastLine(String text) {
    String[] lines = text.strip().split("\n", -1);
    return lines[lines.length - 1];
  }
}
