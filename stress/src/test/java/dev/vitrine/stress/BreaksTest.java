package dev.vitrine.stress;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Each break of [Breaks] still fits the source it breaks, and in a long run the jcstress test that
/// it names catches it.
@Tag("stress")
final class BreaksTest {
  private static final Path RUNTIME_SOURCES = Path.of("../runtime/src/main/java");

  /// A load that overtakes a store is seen only while both actors have a processor, and that is
  /// chance on a busy machine: a break that was not seen is looked for again, so many times in all.
  private static final int MOST_ASKED = 4;

  @TestFactory
  Stream<DynamicTest> eachStillFits() {
    return Breaks.ALL.stream()
        .map(one -> dynamicTest(one.toString(), () -> one.applyTo(one.source(RUNTIME_SOURCES))));
  }

  @TestFactory
  @EnabledIfSystemProperty(named = "vitrine.stress", matches = "long")
  Stream<DynamicTest> eachIsCaught(@TempDir Path directory)
      throws IOException, InterruptedException {
    var tests = new ArrayList<DynamicTest>();
    List<Break> left = new ArrayList<>(wanted());
    for (int round = 0; !left.isEmpty(); round++) {
      List<Break> together = nextRound(left);
      left.removeAll(together);
      tests.addAll(runRound(directory.resolve("round" + round), together));
    }
    return tests.stream();
  }

  /// All of them, or those that the test catches whose name `vitrine.break` matches.
  private static List<Break> wanted() {
    Pattern seenBy = Pattern.compile(System.getProperty("vitrine.break", ".*"));
    return Breaks.ALL.stream().filter(one -> seenBy.matcher(one.seenBy()).matches()).toList();
  }

  /// Breaks of classes that have nothing to do with each other share one run of jcstress.
  private static List<Break> nextRound(List<Break> left) {
    var round = new ArrayList<Break>();
    Set<String> touched = new HashSet<>();
    for (Break one : left) {
      Set<String> parts = Breaks.parts(one);
      if (parts.stream().noneMatch(touched::contains)) {
        touched.addAll(parts);
        round.add(one);
      }
    }
    return round;
  }

  private static List<DynamicTest> runRound(Path directory, List<Break> round)
      throws IOException, InterruptedException {
    for (Break one : round) {
      one.compileInto(directory, RUNTIME_SOURCES, System.getProperty("java.class.path"));
    }
    SortedMap<String, Jcstress.Verdict> verdicts = new TreeMap<>();
    List<Break> unseen = round;
    for (int asked = 0; asked < MOST_ASKED && !unseen.isEmpty(); asked++) {
      verdicts.putAll(ask(directory, unseen));
      unseen =
          unseen.stream()
              .filter(one -> isOk(Optional.ofNullable(verdicts.get(one.seenBy()))))
              .toList();
    }
    return round.stream()
        .map(
            one ->
                dynamicTest(
                    one + " (" + one.seenBy() + ")",
                    () -> {
                      Jcstress.Verdict verdict = verdicts.get(one.seenBy());
                      assertNotNull(verdict, "did not run: " + one.seenBy());
                      assertFalse(verdict.isOk(), verdict.text());
                    }))
        .toList();
  }

  private static SortedMap<String, Jcstress.Verdict> ask(Path directory, List<Break> breaks)
      throws IOException, InterruptedException {
    String names = breaks.stream().map(Break::seenBy).distinct().collect(Collectors.joining("|"));
    return Jcstress.run(
        Path.of("target"), List.of(directory), ".*\\.(" + names + ")", Lengths.breaks());
  }

  private static boolean isOk(Optional<Jcstress.Verdict> verdict) {
    return verdict.isPresent() && verdict.get().isOk();
  }
}
