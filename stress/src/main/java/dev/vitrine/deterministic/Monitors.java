package dev.vitrine.deterministic;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The monitors that are taken now. A thread that waits for one in the JVM could not give way to
/// the one that has it.
final class Monitors {
  private static final class Monitor {
    @Nullable SimulatedThread owner;
    int held;
    final List<SimulatedThread> waiting = new ArrayList<>();
  }

  private final IdentityHashMap<Object, Monitor> taken = new IdentityHashMap<>();

  void enter(Simulation simulation, Object object) {
    SimulatedThread self = simulation.current();
    Monitor monitor = taken.computeIfAbsent(object, _ -> new Monitor());
    while (monitor.owner != null && monitor.owner != self) {
      monitor.waiting.add(self);
      simulation.block("a monitor of " + monitor.owner.name(), SimulatedThread.NO_DEADLINE);
      monitor.waiting.remove(self);
    }
    monitor.owner = self;
    monitor.held++;
  }

  void exit(Simulation simulation, Object object) {
    Monitor monitor = taken.get(object);
    if (monitor == null || monitor.owner != simulation.current()) {
      return; // it is unwinding
    }
    if (--monitor.held == 0) {
      monitor.owner = null;
      if (monitor.waiting.isEmpty()) {
        taken.remove(object);
      } else {
        monitor.waiting.forEach(simulation::wake);
      }
    }
  }
}
