package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.Incident.Kind;
import dev.vitrine.console.proto.v1.Sample;
import dev.vitrine.instrument.Incident;
import java.util.Comparator;

/// Polls that lasted too long, and pauses.
public final class Incidents {
  private static final int MOST_SAMPLES = 20;

  private Incidents() {}

  public static dev.vitrine.console.proto.v1.Incident message(Incident ours, TaskLookup tasks) {
    var message =
        dev.vitrine.console.proto.v1.Incident.newBuilder()
            .setId(ours.id())
            .setKind(kind(ours.kind()))
            .setOngoing(ours.ongoing())
            .setStartedAt(Times.timestamp(ours.startedNanos()))
            .setDurationNanos(Math.max(0, ours.durationNanos()))
            .setRuntimeId(ours.runtimeId())
            .setThreadName(Texts.bounded(ours.threadName()))
            .setQueuedBehind(Math.max(0, ours.queuedBehind()))
            .setLongestWaitNanos(Math.max(0, ours.longestWaitNanos()))
            .setAdvice(advice(ours.kind()));
    if (ours.worker() >= 0) {
      message.setWorker(ours.worker());
    }
    if (ours.taskId() != 0) {
      // The name is the incident's: the task may be gone.
      var task = tasks.ref(ours.taskId()).toBuilder().setName(Texts.bounded(ours.taskName()));
      var callsite = ours.callsite();
      if (callsite != null) {
        message.setCallsiteId(callsite.id());
        var place = callsite.location();
        if (place != null) {
          task.setSpawnedAt(Parts.location(place));
        }
      }
      message.setTask(task);
    }
    if (ours.line() != null) {
      message.setBlockingLine(Parts.location(ours.line()));
    }
    ours.samples().stream()
        .filter(sample -> !sample.frames().isEmpty())
        .findFirst()
        .ifPresent(sample -> message.setInnermost(Parts.frame(sample.frames().getFirst())));
    ours.samples().stream()
        .sorted(Comparator.comparingInt(Incident.Sample::count).reversed())
        .limit(MOST_SAMPLES)
        .forEach(
            sample ->
                message.addSamples(
                    Sample.newBuilder()
                        .setCount(sample.count())
                        .addAllFrames(Parts.frames(sample.frames()))));
    return message.build();
  }

  private static Kind kind(Incident.Kind kind) {
    return switch (kind) {
      case FILE_OR_NATIVE -> Kind.KIND_FILE_OR_NATIVE;
      case LOCK -> Kind.KIND_LOCK;
      case SLEEP -> Kind.KIND_SLEEP;
      case CLASS_LOADING -> Kind.KIND_CLASS_LOADING;
      case PINNED -> Kind.KIND_PINNED;
      case CPU -> Kind.KIND_CPU;
      case GC -> Kind.KIND_GC;
      case HOST_BUSY -> Kind.KIND_HOST_BUSY;
    };
  }

  private static String advice(Incident.Kind kind) {
    return switch (kind) {
      case FILE_OR_NATIVE -> "spawn-blocking";
      case LOCK -> "async-lock";
      case SLEEP -> "async-sleep";
      case CLASS_LOADING -> "load-early";
      case PINNED -> "unpin";
      case CPU -> "yield-or-spawn-blocking";
      case GC -> "heap";
      case HOST_BUSY -> "host";
    };
  }
}
