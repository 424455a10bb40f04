package dev.vitrine.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// No jcstress test sees an outcome that is forbidden.
///
/// A short run asks a few of them, one JVM for each. A long one asks all, with one JVM for each way
/// in which the JVM can compile them. Both leave a table in `target/orders.md`.
@Tag("stress")
final class OrdersTest {
  private static final Path TARGET = Path.of("target");

  @TestFactory
  Stream<DynamicTest> noForbiddenOutcomeIsSeen() throws IOException, InterruptedException {
    List<String> names = Lengths.tests(written());
    String pattern = ".*\\.(" + String.join("|", names) + ")";
    SortedMap<String, Jcstress.Verdict> verdicts =
        Jcstress.run(TARGET, List.of(), pattern, Lengths.orders());
    assertEquals(names, List.copyOf(verdicts.keySet()), "not all tests have run");
    Files.writeString(TARGET.resolve("orders.md"), table(verdicts));
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
    return verdicts.entrySet().stream()
        .map(
            one ->
                String.format(
                    "| %s | %,d | %d |",
                    one.getKey(), one.getValue().samples(), one.getValue().outcomes()))
        .collect(
            Collectors.joining(
                "\n", "| test | runs | outcomes seen |\n| --- | --- | --- |\n", "\n"));
  }
}
