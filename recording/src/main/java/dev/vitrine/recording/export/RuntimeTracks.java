package dev.vitrine.recording.export;

import dev.vitrine.console.proto.v1.RuntimeDescription;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.WorkerStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// A track per runtime, above its counters and the tracks of its tasks.
final class RuntimeTracks {
  private final TraceWriter writer;
  private final long process;
  private final Map<Long, One> runtimes = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();
  private final Map<WorkerKey, String> threads = new HashMap<>();

  private record WorkerKey(long runtimeId, int worker) {}

  RuntimeTracks(TraceWriter writer, long process) {
    this.writer = writer;
    this.process = process;
  }

  void name(RuntimeDescription runtime) {
    names.put(runtime.getId(), runtime.getName());
  }

  void name(RuntimeStatus runtime) {
    names.put(runtime.getId(), runtime.getName());
    for (WorkerStatus worker : runtime.getWorkersList()) {
      if (!worker.getThreadName().isEmpty()) {
        threads.put(new WorkerKey(runtime.getId(), worker.getIndex()), worker.getThreadName());
      }
    }
  }

  String nameOf(long id) {
    String name = names.getOrDefault(id, "");
    return name.isEmpty() ? Long.toString(id) : name;
  }

  String threadOf(long runtimeId, int worker) {
    return threads.getOrDefault(
        new WorkerKey(runtimeId, worker), "runtime " + nameOf(runtimeId) + " worker " + worker);
  }

  /// @param id 0 where it is not known
  One get(long id) throws IOException {
    One runtime = runtimes.get(id);
    if (runtime == null) {
      runtime = new One(id);
      runtimes.put(id, runtime);
    }
    return runtime;
  }

  /// What a second of the console's streams says.
  void status(RuntimeStatus status, long at) throws IOException {
    One runtime = get(status.getId());
    runtime.inject.set(at, status.getInjectDepth());
    runtime.live.set(at, status.getLiveTasks());
    runtime.blockingThreads.set(at, status.getBlocking().getThreads());
    runtime.blockingBusy.set(
        at, status.getBlocking().getThreads() - status.getBlocking().getIdle());
    runtime.blockingQueued.set(at, status.getBlocking().getQueued());
  }

  final class One {
    private final long track;
    private final Map<Long, Long> groups = new HashMap<>();
    final Counter inject;
    final Counter live;
    final Counter blockingThreads;
    final Counter blockingBusy;
    final Counter blockingQueued;

    private One(long id) throws IOException {
      track =
          writer.describeTrack(process, id == 0 ? "runtime not known" : "runtime " + nameOf(id));
      inject = new Counter(writer, track, "inject queue");
      live = new Counter(writer, track, "live tasks");
      blockingThreads = new Counter(writer, track, "blocking threads");
      blockingBusy = new Counter(writer, track, "blocking threads at work");
      blockingQueued = new Counter(writer, track, "blocking jobs waiting");
    }

    /// The track above those of the tasks of a callsite.
    long group(long callsiteId, String name) throws IOException {
      Long group = groups.get(callsiteId);
      if (group == null) {
        group = writer.describeTrack(track, name);
        groups.put(callsiteId, group);
      }
      return group;
    }
  }
}
