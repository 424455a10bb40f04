package dev.vitrine.deterministic;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.vitrine.stress.Break;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Each break of [SchedulerBreaks] still fits, and the scenario that it names catches it: in a
/// short run the first break of some scenarios, in a long one all.
///
/// Leaves what was caught, and under which seed, in `target/scenario-breaks.md`.
@Tag("stress")
final class SchedulerBreaksTest {
  private static final Path RUNTIME_SOURCES = Path.of("../runtime/src/main/java");
  private static final Path CAUGHT = Path.of("target/scenario-breaks.md");
  private static final int SHORT = 20_000;
  private static final int LONG = 1_000_000;

  private static final Set<String> QUICK =
      Set.of(
          "a task that the inject queue refuses is forgotten",
          "the joiner looks at the state before it registers",
          "an overflow moves the head with a store",
          "the sleeper on the driver looks before it says that it sleeps",
          "a thread takes its core back although another has it");

  @TestFactory
  Stream<DynamicTest> eachStillFits() {
    return SchedulerBreaks.ALL.stream()
        .map(one -> dynamicTest(one.toString(), () -> one.applyTo(one.source(RUNTIME_SOURCES))));
  }

  @TestFactory
  Stream<DynamicTest> eachIsCaught(@TempDir Path directory) throws IOException {
    boolean isLong = "long".equals(System.getProperty("vitrine.stress"));
    String wanted = System.getProperty("vitrine.break", ".*");
    List<Break> breaks =
        SchedulerBreaks.ALL.stream()
            .filter(one -> isLong ? one.seenBy().matches(wanted) : QUICK.contains(one.what()))
            .toList();
    assertTrue(isLong || breaks.size() == QUICK.size(), "a name in QUICK is no break");
    Files.writeString(CAUGHT, "| break | scenario | seed |\n| --- | --- | --- |\n");
    return breaks.stream()
        .map(
            one -> {
              Path target = directory.resolve("break" + breaks.indexOf(one));
              return dynamicTest(
                  one + " (" + one.seenBy() + ")",
                  () -> isCaught(one, target, isLong ? LONG : SHORT));
            });
  }

  private static void isCaught(Break one, Path target, int seeds)
      throws IOException, ReflectiveOperationException {
    one.compileInto(target, RUNTIME_SOURCES, System.getProperty("java.class.path"));
    Optional<Explorer.Failure> failure =
        Explorer.ofBroken(List.of(target)).search(one.seenBy(), 1, seeds);
    assertTrue(failure.isPresent(), () -> "not caught under " + seeds + " seeds");
    String line = "| " + one + " | " + one.seenBy() + " | " + failure.get().seed() + " |\n";
    Files.writeString(CAUGHT, line, StandardOpenOption.APPEND);
  }
}
