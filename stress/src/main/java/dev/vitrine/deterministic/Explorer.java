package dev.vitrine.deterministic;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Runs scenarios on one copy of the runtime, each under as many seeds as asked for.
///
/// One at a time, and on one thread: threads of the runtime that are not simulated must not be
/// there.
final class Explorer {
  private static final String SCENARIOS = "dev.vitrine.deterministic.scenario.";

  private final RewritingLoader loader;
  private final Statics statics;
  private final List<String> scenarios;

  /// A run that was not good.
  record Failure(String scenario, long seed, Outcome outcome) {
    /// What to look at, and how to see it again.
    String report() {
      return String.join("\n", outcome.problems())
          + "\nscenario "
          + scenario
          + ", seed "
          + seed
          + ", trace "
          + Long.toHexString(outcome.hash())
          + " of "
          + outcome.steps()
          + " steps; run it again with stress/run replay "
          + scenario
          + " "
          + seed
          + "\n"
          + outcome.threads()
          + "its last steps:\n"
          + outcome.trace();
    }
  }

  private Explorer(RewritingLoader loader, List<Class<?>> classes) throws IllegalAccessException {
    this.loader = loader;
    statics = new Statics(classes);
    scenarios =
        classes.stream()
            .filter(type -> Scenario.class.isAssignableFrom(type))
            .map(type -> type.getName().substring(SCENARIOS.length()))
            .toList();
  }

  /// The names of all scenarios.
  List<String> scenarios() {
    return scenarios;
  }

  /// An explorer of the runtime as it is.
  static Explorer ofRuntime() throws IOException, ReflectiveOperationException {
    return ofBroken(List.of());
  }

  /// An explorer of a runtime some of whose classes are replaced.
  static Explorer ofBroken(List<Path> overlays) throws IOException, ReflectiveOperationException {
    var loader = new RewritingLoader(overlays);
    return new Explorer(loader, loader.initialiseAll());
  }

  /// Runs a scenario once.
  Outcome run(String scenario, long seed, Simulation.Limits limits) {
    Constructor<?> constructor;
    try {
      constructor = loader.loadClass(SCENARIOS + scenario).getDeclaredConstructor();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no such scenario: " + scenario, e);
    }
    statics.restore();
    // Made inside the run, in which chance comes from the seed.
    return new Simulation(seed, limits).run(() -> ((Scenario) constructor.newInstance()).run());
  }

  /// Runs a scenario under seeds in turn until a run is not good.
  Optional<Failure> search(String scenario, long firstSeed, int seeds) {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      Outcome outcome = run(scenario, seed, Simulation.Limits.USUAL);
      if (!outcome.isGood()) {
        return Optional.of(new Failure(scenario, seed, outcome));
      }
    }
    return Optional.empty();
  }
}
