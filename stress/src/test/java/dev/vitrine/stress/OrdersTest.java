package dev.vitrine.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// No jcstress test sees an outcome that is forbidden.
///
/// A short run asks a few of them, one JVM for each. A long one asks all, or those whose name
/// `vitrine.orders` matches, with one JVM for each way in which the JVM can compile them. Both
/// leave what was seen, and how often, in `target/outcomes.md`.
@Tag("stress")
final class OrdersTest {
  private static final Path TARGET = Path.of("target");

  @TestFactory
  Stream<DynamicTest> noForbiddenOutcomeIsSeen() throws IOException, InterruptedException {
    String wanted = System.getProperty("vitrine.orders", ".*");
    List<String> names =
        Lengths.tests(written()).stream().filter(name -> name.matches(wanted)).toList();
    assertFalse(names.isEmpty(), () -> "no test has a name that is matched by " + wanted);
    String pattern = ".*\\.(" + String.join("|", names) + ")";
    SortedMap<String, Jcstress.Verdict> verdicts =
        Jcstress.run(TARGET, List.of(), pattern, Lengths.orders());
    assertEquals(names, List.copyOf(verdicts.keySet()), "not all tests have run");
    Files.writeString(TARGET.resolve("outcomes.md"), table(verdicts) + details(verdicts));
    return verdicts.entrySet().stream()
        .map(
            one ->
                dynamicTest(
                    one.getKey(), () -> assertTrue(one.getValue().isOk(), one.getValue().text())));
  }

  /// The simple names of the tests that there are.
  private static List<String> written() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java") && isTest(file))
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .sorted()
          .toList();
    }
  }

  private static boolean isTest(Path file) {
    try {
      return Files.readString(file).contains("\n@JCStressTest\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String table(SortedMap<String, Jcstress.Verdict> verdicts) {
    var text = new StringBuilder("| test | runs | allowed outcomes seen | forbidden ones seen |\n");
    text.append("| --- | --- | --- | --- |\n");
    verdicts.forEach(
        (name, verdict) -> {
          List<Jcstress.Outcome> allowed = outcomes(verdict, true);
          text.append(
              String.format(
                  "| `%s` | %,d | %d of %d | %d |\n",
                  name,
                  verdict.runs(),
                  seen(allowed),
                  allowed.size(),
                  seen(outcomes(verdict, false))));
        });
    return text.toString();
  }

  private static String details(SortedMap<String, Jcstress.Verdict> verdicts) {
    var text = new StringBuilder();
    verdicts.forEach(
        (name, verdict) -> {
          text.append("\n## ").append(name).append("\n\n| outcome | seen | | |\n");
          text.append("| --- | --- | --- | --- |\n");
          for (Jcstress.Outcome one : verdict.outcomes()) {
            String kind = one.isAllowed() ? "allowed" : "forbidden";
            text.append(
                String.format(
                    "| `%s` | %,d | %s | %s |\n", one.id(), one.seen(), kind, one.meaning()));
          }
        });
    return text.toString();
  }

  private static List<Jcstress.Outcome> outcomes(Jcstress.Verdict verdict, boolean allowed) {
    return verdict.outcomes().stream().filter(one -> one.isAllowed() == allowed).toList();
  }

  private static long seen(List<Jcstress.Outcome> outcomes) {
    return outcomes.stream().filter(one -> one.seen() > 0).count();
  }
}
