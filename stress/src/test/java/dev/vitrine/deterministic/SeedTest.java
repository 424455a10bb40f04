package dev.vitrine.deterministic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A run follows from its seed alone.
final class SeedTest {
  private static final int SEEDS = 20;

  /// The second copy of the runtime has classes and static fields of its own, and its code has not
  /// been compiled yet.
  @Test
  void sameSeedTakesTheSameStepsInAnotherCopyOfTheRuntime()
      throws IOException, ReflectiveOperationException {
    Explorer one = Explorer.ofRuntime();
    Explorer other = Explorer.ofRuntime();
    for (String scenario : one.scenarios()) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        Outcome first = one.run(scenario, seed, Simulation.Limits.USUAL);
        one.run(scenario, seed + SEEDS, Simulation.Limits.USUAL);
        assertEquals(
            first, other.run(scenario, seed, Simulation.Limits.USUAL), scenario + " " + seed);
      }
    }
  }

  @Test
  void otherSeedsTakeOtherSteps() throws IOException, ReflectiveOperationException {
    Explorer explorer = Explorer.ofRuntime();
    Set<Long> traces = new HashSet<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      traces.add(explorer.run("BlockInPlaceAgainstClose", seed, Simulation.Limits.USUAL).hash());
    }
    assertTrue(traces.size() > SEEDS / 2, () -> "different traces: " + traces.size());
  }
}
