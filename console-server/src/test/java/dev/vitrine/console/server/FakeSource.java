package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.Incident;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.Watch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A process that is what a test says, and how it is watched.
final class FakeSource implements Source {
  final FakeRuntime runtime = new FakeRuntime();
  final List<Incident> incidents = new CopyOnWriteArrayList<>();
  final List<Resource> resources = new CopyOnWriteArrayList<>();
  final List<TaskView> finished = new CopyOnWriteArrayList<>();
  volatile long resourcesDropped;

  /// `opened` and `closed`, as they happen.
  final LinkedBlockingQueue<String> watching = new LinkedBlockingQueue<>();

  private final Set<TaskView> changed = new LinkedHashSet<>();
  private boolean isWatched;

  FakeTask spawn(long id) {
    var task = new FakeTask(id, runtime);
    runtime.live.put(id, task);
    touch(task);
    return task;
  }

  /// Has the task handed over as changed.
  synchronized void touch(FakeTask task) {
    if (isWatched) {
      changed.add(task);
    }
  }

  /// A task that ends before anybody has looked.
  void spawnAndFinish(long id) {
    finish(new FakeTask(id, runtime));
  }

  void finish(FakeTask task) {
    task.finishedAtNanos = Instruments.clock().nanos();
    task.outcome = TaskView.Outcome.COMPLETED;
    task.state = TaskView.State.FINISHED;
    task.waits = List.of();
    runtime.live.remove(task.id);
    runtime.ended.put(task.id, task);
    finished.add(task);
    touch(task);
  }

  @Override
  public List<RuntimeView> runtimes() {
    return List.of(runtime);
  }

  @Override
  public Collection<? extends Callsite> callsites() {
    return List.of(runtime.callsite);
  }

  @Override
  public List<Incident> incidents() {
    return incidents;
  }

  @Override
  public long forgottenIncidents() {
    return 0;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public synchronized Watch watch() {
    isWatched = true;
    watching.add("opened");
    return new Watch() {
      @Override
      public void drainChanged(Consumer<TaskView> action) {
        List<TaskView> taken;
        synchronized (FakeSource.this) {
          taken = new ArrayList<>(changed);
          changed.clear();
        }
        taken.forEach(action);
      }

      @Override
      public List<TaskView> finished() {
        return finished;
      }

      @Override
      public long finishedDropped() {
        return 0;
      }

      @Override
      public List<Resource> resources() {
        return resources;
      }

      @Override
      public long resourcesDropped() {
        return resourcesDropped;
      }

      @Override
      public void close() {
        synchronized (FakeSource.this) {
          isWatched = false;
        }
        watching.add("closed");
      }
    };
  }
}
