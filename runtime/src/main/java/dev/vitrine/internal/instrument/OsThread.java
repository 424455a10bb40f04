package dev.vitrine.internal.instrument;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the operating system knows of a thread: the CPU time it got, and how long it was ready to
/// run without getting any.
///
/// From `/proc` on Linux; elsewhere the CPU time alone, from the JVM.
final class OsThread {
  /// What a thread does, as far as the kernel is concerned.
  enum Activity {
    ON_OR_WAITING_FOR_CPU,
    WAITING_IN_KERNEL,
    UNKNOWN
  }

  /// @param cpuNanos on a CPU since it started; -1 when not known
  /// @param delayedNanos ready, but not on a CPU; 0 when not known
  /// @param activity now
  record Reading(long cpuNanos, long delayedNanos, Activity activity) {
    boolean isInKernel() {
      return activity == Activity.WAITING_IN_KERNEL;
    }

    /// Whether the thread has not run since `earlier`, when it waited in the kernel already.
    ///
    /// What waits for the JVM to be done with something that stops all threads does not look like
    /// that: whoever asks is stopped as well between two readings.
    boolean isSameWaitAs(Reading earlier) {
      return isInKernel() && earlier.isInKernel() && cpuNanos == earlier.cpuNanos;
    }
  }

  private OsThread() {}

  /// The calling thread's id, or -1 where it can not be told.
  static long currentId() {
    try {
      Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
      return Long.parseLong(self.getFileName().toString());
    } catch (IOException | RuntimeException notLinux) {
      return -1;
    }
  }

  static Reading read(long osThreadId, Thread thread) {
    if (osThreadId > 0) {
      Path folder = Path.of("/proc/self/task/" + osThreadId);
      try {
        String figures = read(folder.resolve("schedstat"));
        int space = figures.indexOf(' ');
        long cpu = Long.parseLong(figures.substring(0, space));
        long delayed =
            Long.parseLong(figures.substring(space + 1, figures.indexOf(' ', space + 1)));
        String stat = read(folder.resolve("stat"));
        char state = stat.charAt(stat.lastIndexOf(')') + 2);
        return new Reading(
            cpu,
            delayed,
            state == 'R' ? Activity.ON_OR_WAITING_FOR_CPU : Activity.WAITING_IN_KERNEL);
      } catch (IOException | RuntimeException gone) {
        // falls through: the thread has ended, or the kernel keeps no such figures
      }
    }
    return new Reading(Jvm.THREADS.getThreadCpuTime(thread.threadId()), 0, Activity.UNKNOWN);
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
  }

  private static final class Jvm {
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  }
}
