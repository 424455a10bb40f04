package dev.vitrine.instrument;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A poll that held its worker for too long, or a pause that held up everything: a snapshot,
/// replaced by a later one with the same id while it lasts.
///
/// @param id unique in the process, growing
/// @param version grows with every change of any incident: ask for those that are newer than the
///   last one seen
/// @param kind what held the worker, as most samples have it: it may change while the poll lasts
/// @param ongoing whether it still lasts
/// @param startedNanos start of the poll
/// @param durationNanos so far, or in all
/// @param runtimeId the runtime; 0 for pauses of the whole process
/// @param worker index of the worker; -1 for pauses of the whole process, which blame no task
/// @param threadName the worker's thread
/// @param taskId the task that was polled; 0 when nobody is to blame
/// @param taskName its name
/// @param callsite where the task was spawned
/// @param line the innermost frame of the user's code when it was first sampled
/// @param samples stacks seen while it lasted, each with how often
/// @param queuedBehind tasks in the worker's queue and slot when last looked at
/// @param longestWaitNanos the longest of their waits so far
public record Incident(
    long id,
    long version,
    Kind kind,
    boolean ongoing,
    long startedNanos,
    long durationNanos,
    long runtimeId,
    int worker,
    String threadName,
    long taskId,
    String taskName,
    @Nullable Callsite callsite,
    @Nullable Location line,
    List<Sample> samples,
    int queuedBehind,
    long longestWaitNanos) {

  /// A stack that the worker was seen in while the poll lasted.
  ///
  /// @param frames innermost first
  /// @param count how many samples looked like this
  public record Sample(List<StackTraceElement> frames, int count) {}

  /// What held the worker.
  public enum Kind {
    FILE_OR_NATIVE("file or native call"),
    LOCK("lock"),
    SLEEP("sleep"),
    CLASS_LOADING("class loading"),
    PINNED("pinned"),
    CPU("CPU"),
    GC("GC"),
    HOST_BUSY("host busy");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /// Whether a task is to blame.
    public boolean blames() {
      return this != GC && this != HOST_BUSY;
    }
  }
}
