package dev.vitrine.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// `./vitrine`, as a user calls it.
final class Vitrine {
  /// A machine of two cores with other builds on it is slow.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Sources that are edited while tests run shall not have them wait for a build.
  static final Map<String, String> AS_BUILT = Map.of("VITRINE_BUILD", "off");

  private static final Duration BUILD_PATIENCE = Duration.ofMinutes(15);

  private Vitrine() {}

  private static final class Built {
    static final String LAUNCHER = build();

    private Built() {}

    /// The first call builds what is older than its sources, which no test should be timed by.
    private static String build() {
      try (var first = Program.start(Paths.vitrine(), "--version")) {
        if (first.awaitExit(BUILD_PATIENCE) != 0) {
          throw new AssertionError(first.describe());
        }
      }
      return Paths.vitrine();
    }
  }

  /// The command line of the launcher with arguments, built before it is returned.
  static String[] command(String... arguments) {
    var words = new ArrayList<>(List.of(Built.LAUNCHER));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  static Program start(String... arguments) {
    return start(Map.of(), arguments);
  }

  /// @param environment what differs from that of the tests
  static Program start(Map<String, String> environment, String... arguments) {
    var all = new HashMap<>(AS_BUILT);
    all.putAll(environment);
    return Program.start(all, List.of(command(arguments)));
  }

  /// Runs a command to its end, which must be a good one without a word on standard error, and
  /// returns what it printed.
  static String run(String... arguments) {
    try (var program = start(arguments)) {
      if (program.awaitExit(PATIENCE) != 0 || !program.err().isEmpty()) {
        throw new AssertionError(program.describe());
      }
      return program.out();
    }
  }

  /// Runs a command to its end, and hands over what it prints line by line: however much it is.
  static void lines(Consumer<String> to, String... arguments) {
    var builder =
        new ProcessBuilder(command(arguments)).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(AS_BUILT);
    try {
      Process process = builder.start();
      try (var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          to.accept(line);
        }
        if (process.waitFor() != 0) {
          throw new AssertionError(
              String.join(" ", arguments) + " ended with " + process.exitValue());
        }
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /// The picture that `top --once --json` takes of a program.
  static JsonObject top(String target) {
    return JsonParser.parseString(run("top", "--once", "--json", target)).getAsJsonObject();
  }
}
