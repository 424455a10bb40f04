package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.RuntimeBuilder;
import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What became of every task of a runtime: told by the runtime's hooks, by the tasks themselves,
/// and by the runtime's figures, which have to agree.
///
/// Its fields are plain: in a simulation nobody comes between two steps.
final class Ledger {
  private final Map<Long, String> ends = new HashMap<>();
  private final Map<Long, Probe<?>> probes = new HashMap<>();
  private final List<JoinHandle<?>> handles = new ArrayList<>();
  private long spawned;
  private long polls;

  /// Puts the hooks into a runtime to be.
  RuntimeBuilder watch(RuntimeBuilder builder) {
    return builder
        .onTaskSpawn(_ -> spawned++)
        .onBeforeTaskPoll(task -> polls += task.kind() == TaskView.Kind.TASK ? 1 : 0)
        .onTaskTerminate(
            task -> {
              if (task.kind() != TaskView.Kind.BLOCK_ON) { // a root is not spawned
                String before = ends.put(task.id(), task.outcome().name());
                check(before == null, "task " + task.id() + " ended twice");
              }
            });
  }

  /// A runtime of `workers`, with timers.
  AsyncRuntime start(int workers) {
    return watch(AsyncRuntime.multiThread().workers(workers).enableTime()).build();
  }

  /// Spawns a probe by `spawn`, which gets it.
  <T> JoinHandle<T> spawn(Probe<T> probe, Supplier<JoinHandle<T>> spawn) {
    JoinHandle<T> handle = spawn.get();
    probes.put(handle.id(), probe);
    handles.add(handle);
    return handle;
  }

  /// Spawns a probe from wherever the caller is.
  <T> JoinHandle<T> spawnOn(AsyncRuntime runtime, Probe<T> probe) {
    return spawn(probe, () -> runtime.spawn((Async<T>) probe));
  }

  /// Closes the runtime, which must not take long.
  void close(AsyncRuntime runtime) {
    check(runtime.close(Duration.ofSeconds(10)), "close() gave up");
  }

  /// The runtime is closed, and nobody spawns any more: every task has ended, in one way.
  void check(AsyncRuntime runtime) {
    for (JoinHandle<?> handle : handles) {
      check(handle.isFinished(), "task " + handle.id() + " has not ended");
    }
    probes.forEach((id, probe) -> probe.check(id, endOf(id)));
    check(ends.size() == spawned, ends.size() + " of " + spawned + " tasks have ended");
    RuntimeView view = runtime.view();
    check(view.liveTasks() == 0, view.liveTasks() + " tasks live on");
    view.forEachLiveTask(task -> check(false, "task " + task.id() + " is registered still"));
    check(view.spawnedTasks() == spawned, view.spawnedTasks() + " of " + spawned + " counted");
    long counted = view.workers().stream().mapToLong(WorkerView::polls).sum();
    check(counted == polls, counted + " of " + polls + " polls counted");
    check(view.blocking().threads() == 0, view.blocking().threads() + " blocking threads");
    check(view.injectDepth() == 0, view.injectDepth() + " tasks in the inject queue");
  }

  /// How the task ended.
  String endOf(JoinHandle<?> handle) {
    return endOf(handle.id());
  }

  private String endOf(long id) {
    return ends.getOrDefault(id, "not at all");
  }

  static void check(boolean good, String otherwise) {
    if (!good) {
      throw new AssertionError(otherwise);
    }
  }
}
