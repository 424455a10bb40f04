package dev.vitrine.deterministic;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What must be true of a race is true under every seed that is tried.
///
/// A short run tries the same seeds each time; a long one begins with a seed by chance. System
/// properties: `vitrine.seeds`, how many for each scenario; `vitrine.firstSeed`; and for one run
/// again, with its whole trace in a file, `vitrine.scenario` and `vitrine.seed`.
@Tag("stress")
final class ScenariosTest {
  private static final int SHORT = 3_000;
  private static final int LONG = 60_000;

  /// This one has ten times as many steps as the others.
  private static final String SLOW = "StealAgainstOverflow";

  @TestFactory
  @DisabledIfSystemProperty(named = "vitrine.seed", matches = ".+")
  Stream<DynamicTest> holdsUnderEverySeed() throws IOException, ReflectiveOperationException {
    boolean isLong = "long".equals(System.getProperty("vitrine.stress"));
    int seeds = Integer.getInteger("vitrine.seeds", isLong ? LONG : SHORT);
    long first = isLong ? ThreadLocalRandom.current().nextLong(1L << 40) : 1;
    first = Long.getLong("vitrine.firstSeed", first);
    System.out.println("scenarios: " + seeds + " seeds each, from " + first);
    Explorer explorer = Explorer.ofRuntime();
    long from = first;
    return explorer.scenarios().stream()
        .filter(name -> name.matches(System.getProperty("vitrine.scenario", ".*")))
        .map(name -> dynamicTest(name, () -> search(explorer, name, from, seeds)));
  }

  private static void search(Explorer explorer, String scenario, long first, int seeds) {
    int count = scenario.equals(SLOW) ? Math.max(1, seeds / 10) : seeds;
    explorer
        .search(scenario, first, count)
        .ifPresent(
            failure -> {
              throw new AssertionError(failure.report());
            });
  }

  @Test
  @EnabledIfSystemProperty(named = "vitrine.seed", matches = ".+")
  void again() throws IOException, ReflectiveOperationException {
    String scenario = System.getProperty("vitrine.scenario", "");
    long seed = Long.getLong("vitrine.seed");
    var limits = new Simulation.Limits(Simulation.Limits.USUAL.mostSteps(), true);
    Outcome outcome = Explorer.ofRuntime().run(scenario, seed, limits);
    String report = new Explorer.Failure(scenario, seed, outcome).report();
    Path file = Path.of("target", scenario + "-" + seed + ".txt");
    Files.writeString(file, report);
    System.out.println("trace " + Long.toHexString(outcome.hash()) + " is in stress/" + file);
    assertTrue(outcome.isGood(), () -> String.join("\n", outcome.problems()));
  }
}
