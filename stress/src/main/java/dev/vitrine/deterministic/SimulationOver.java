package dev.vitrine.deterministic;

/// Ends a thread that is still there when its simulation has ended.
final class SimulationOver extends Error {
  private static final long serialVersionUID = 1;

  SimulationOver() {
    super("the simulation has ended", null, false, false);
  }
}
