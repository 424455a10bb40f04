package dev.vitrine.console.server.internal.read;

import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.Incident;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.Watch;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/// What the server reads: this process, or what a test puts in its place.
public interface Source {

  List<RuntimeView> runtimes();

  Collection<? extends Callsite> callsites();

  List<Incident> incidents();

  long forgottenIncidents();

  /// Whether anything is counted at all.
  boolean isOn();

  /// A poll that lasts longer becomes an incident.
  default long incidentThresholdNanos() {
    return Instruments.INCIDENT_THRESHOLD_NANOS;
  }

  /// Turns the *watched* tier on until the watch is closed.
  ///
  /// @throws IllegalStateException while there is nothing to watch
  Watch watch();

  /// Has tasks that change listed until the watch is closed, and nothing more.
  default Watch watchChanges() {
    return watch();
  }

  /// The task of that id in whichever runtime, or a finished one that is kept. May cost a walk over
  /// all tasks.
  default Optional<TaskView> task(long id) {
    for (RuntimeView runtime : runtimes()) {
      Optional<TaskView> found = runtime.task(id);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// Hands over the tasks that live, in all runtimes.
  default void forEachLiveTask(Consumer<TaskView> action) {
    for (RuntimeView runtime : runtimes()) {
      runtime.forEachLiveTask(action);
    }
  }

  /// The tasks that live, in all runtimes, in parts of some thousand. Each is read when it is asked
  /// for.
  default Iterator<List<TaskView>> liveTaskParts() {
    Iterator<RuntimeView> runtimes = runtimes().iterator();
    return new Iterator<>() {
      private Iterator<List<TaskView>> parts = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!parts.hasNext() && runtimes.hasNext()) {
          parts = runtimes.next().liveTaskParts();
        }
        return parts.hasNext();
      }

      @Override
      public List<TaskView> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return parts.next();
      }
    };
  }

  /// This process.
  static Source process() {
    return new Source() {
      @Override
      public List<RuntimeView> runtimes() {
        return Instruments.runtimes();
      }

      @Override
      public Collection<? extends Callsite> callsites() {
        return Instruments.callsites();
      }

      @Override
      public List<Incident> incidents() {
        return Instruments.incidents();
      }

      @Override
      public long forgottenIncidents() {
        return Instruments.forgottenIncidents();
      }

      @Override
      public boolean isOn() {
        return Instruments.isOn();
      }

      @Override
      public Watch watch() {
        return Instruments.watch();
      }

      @Override
      public Watch watchChanges() {
        return Instruments.watchChanges();
      }
    };
  }
}
