package dev.vitrine.stress;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs jcstress in a process of its own and reads what it says.
final class Jcstress {
  private static final Pattern TEST = Pattern.compile("^\\.+ \\[(.+)] (dev\\.vitrine\\.\\S+)$");
  private static final Pattern OUTCOME =
      Pattern.compile("^ *(.+?) +([\\d,]+) +<?[\\d.]+% +(Acceptable|Forbidden) +(.*)$");

  private Jcstress() {}

  /// What a test may end with, or must not.
  ///
  /// @param seen how often it did
  /// @param meaning the sentence of the test, as far as jcstress prints it
  record Outcome(String id, long seen, boolean isAllowed, String meaning) {}

  /// What became of one test.
  static final class Verdict {
    private final String status;
    private final StringBuilder text = new StringBuilder();
    private final List<Outcome> outcomes = new ArrayList<>();

    Verdict(String status) {
      this.status = status;
    }

    boolean isOk() {
      return status.equals("OK");
    }

    /// What jcstress printed of it.
    String text() {
      return text.toString();
    }

    List<Outcome> outcomes() {
      return outcomes;
    }

    /// How often the actors ran.
    long runs() {
      return outcomes.stream().mapToLong(Outcome::seen).sum();
    }

    private void add(String line) {
      text.append(line).append('\n');
      Matcher outcome = OUTCOME.matcher(line);
      if (outcome.matches()) {
        long seen = Long.parseLong(outcome.group(2).replace(",", ""));
        boolean isAllowed = outcome.group(3).equals("Acceptable");
        outcomes.add(new Outcome(outcome.group(1), seen, isAllowed, outcome.group(4)));
      }
    }
  }

  /// Runs the tests whose names match.
  ///
  /// @param before class directories that come before all others
  /// @return by the simple name of the test
  static SortedMap<String, Verdict> run(
      Path target, List<Path> before, String tests, List<String> options)
      throws IOException, InterruptedException {
    Path work = target.resolve("jcstress");
    Files.createDirectories(work);
    var classPath = new StringBuilder();
    for (Path directory : before) {
      classPath.append(directory.toAbsolutePath()).append(File.pathSeparator);
    }
    classPath.append(System.getProperty("java.class.path"));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath.toString(), "org.openjdk.jcstress.Main"));
    command.addAll(List.of("-v", "-r", work.resolve("report").toString(), "-t", tests));
    command.addAll(options);
    Path output = work.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    return read(Files.readAllLines(output));
  }

  private static SortedMap<String, Verdict> read(List<String> lines) {
    var verdicts = new TreeMap<String, Verdict>();
    int results = lines.indexOf("RUN RESULTS:");
    if (results < 0) {
      throw new AssertionError("jcstress did not finish:\n" + String.join("\n", lines));
    }
    var current = new Verdict("");
    for (String line : lines.subList(results, lines.size())) {
      Matcher test = TEST.matcher(line);
      if (test.matches()) {
        String name = test.group(2);
        var next = new Verdict(test.group(1));
        current = next;
        // A test that failed is listed again with those that did not; the first tells.
        verdicts.merge(name.substring(name.lastIndexOf('.') + 1), next, (a, b) -> a.isOk() ? b : a);
      }
      current.add(line);
    }
    return verdicts;
  }
}
