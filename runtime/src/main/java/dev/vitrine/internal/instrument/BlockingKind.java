package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Incident.Kind;
import dev.vitrine.internal.instrument.OsThread.Activity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells from a stack, the state of the worker's thread and its CPU time what holds a worker.
final class BlockingKind {
  private BlockingKind() {}

  /// @param frames of the code that holds the worker, innermost first
  /// @param state of the worker's platform thread
  /// @param cpuShare of the time it could have run, spent on a CPU; negative when not known
  /// @param activity of the thread in the operating system
  /// @return null when nothing but a busy host holds it: it is ready to run and gets no CPU
  static @Nullable Kind of(
      List<StackTraceElement> frames, Thread.State state, double cpuShare, Activity activity) {
    Kind kind =
        switch (state) {
          case BLOCKED -> Kind.LOCK;
          case WAITING, TIMED_WAITING -> waiting(frames);
          case NEW, RUNNABLE, TERMINATED -> running(frames, cpuShare, activity);
        };
    return kind != null && initialisesClass(frames) ? Kind.CLASS_LOADING : kind;
  }

  private static Kind waiting(List<StackTraceElement> frames) {
    if (calls(frames, "java.lang.VirtualThread", "park")) { // an async block that could not suspend
      return Kind.PINNED;
    }
    return sleeps(frames) ? Kind.SLEEP : Kind.LOCK;
  }

  private static boolean sleeps(List<StackTraceElement> frames) {
    return calls(frames, "java.lang.Thread", "sleep");
  }

  private static @Nullable Kind running(
      List<StackTraceElement> frames, double cpuShare, Activity activity) {
    if (cpuShare >= 0.5) {
      return Kind.CPU;
    }
    // On its way into a sleep or out of it: it sleeps again and again, in short pieces.
    if (!frames.isEmpty() && sleeps(frames.subList(0, 1))) {
      return Kind.SLEEP;
    }
    return switch (activity) {
      case WAITING_IN_KERNEL -> Kind.FILE_OR_NATIVE;
      case ON_OR_WAITING_FOR_CPU -> null;
      case UNKNOWN ->
          !frames.isEmpty() && frames.getFirst().isNativeMethod() ? Kind.FILE_OR_NATIVE : Kind.CPU;
    };
  }

  private static boolean initialisesClass(List<StackTraceElement> frames) {
    return frames.stream()
        .anyMatch(
            frame ->
                frame.getMethodName().equals("<clinit>")
                    || (frame.getMethodName().equals("loadClass")
                        && frame.getClassName().endsWith("ClassLoader")));
  }

  private static boolean calls(List<StackTraceElement> frames, String type, String methodPrefix) {
    return frames.stream()
        .limit(6)
        .anyMatch(
            frame ->
                frame.getClassName().equals(type)
                    && frame.getMethodName().startsWith(methodPrefix));
  }
}
