package dev.vitrine.deterministic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The latch that rewritten code gets when it makes a `CountDownLatch`. Public for that code only.
public final class SimulatedLatch extends CountDownLatch {
  private final List<SimulatedThread> waiting = new ArrayList<>();
  private int count;

  public SimulatedLatch(int count) {
    super(count);
    this.count = count;
  }

  @Override
  public void await() throws InterruptedException {
    await(SimulatedThread.NO_DEADLINE);
  }

  @Override
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    Simulation simulation = Points.running();
    return await(simulation == null ? 0 : simulation.deadlineIn(unit.toNanos(timeout)));
  }

  private boolean await(long deadline) throws InterruptedException {
    @Nullable Simulation simulation = Points.running();
    if (simulation == null) {
      return count == 0;
    }
    SimulatedThread self = simulation.current();
    Points.throwIfInterrupted(self);
    while (count > 0 && simulation.nanoTime() < deadline) {
      waiting.add(self);
      self.interruptible = true;
      simulation.block("a latch", deadline);
      waiting.remove(self);
      Points.throwIfInterrupted(self);
    }
    return count == 0;
  }

  @Override
  public void countDown() {
    Simulation simulation = Points.running();
    if (count > 0 && --count == 0 && simulation != null) {
      waiting.forEach(simulation::wake);
    }
  }

  @Override
  public long getCount() {
    return count;
  }
}
