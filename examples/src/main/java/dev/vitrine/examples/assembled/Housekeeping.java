package dev.vitrine.examples.assembled;

import dev.vitrine.park.Park;
import dev.vitrine.park.Unpark;
import java.time.Duration;

/// A layer that does a bit of work each time the executor has nothing to do, and lets the layer
/// below look for events in between.
final class Housekeeping implements Park {
  private static final int STEPS = 3;

  private final Park below;
  private long rounds;

  Housekeeping(Park below) {
    this.below = below;
  }

  long rounds() {
    return rounds;
  }

  @Override
  public void park() {
    work();
    below.park();
  }

  @Override
  public void park(Duration timeout) {
    if (timeout.isPositive()) {
      work();
    }
    below.park(timeout);
  }

  private void work() {
    for (int i = 0; i < STEPS; i++) {
      rounds++;
      below.park(Duration.ZERO);
    }
  }

  @Override
  public Unpark unpark() {
    return below.unpark();
  }

  @Override
  public void close() {
    below.close();
  }
}
