package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.server.internal.read.Times;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// Keeps work that is done again and again from taking more than a part of the thread's time: after
/// each time it rests, so many times as long as it took.
///
/// What it took is the thread's CPU time. By the clock it would also be the time for which a busy
/// machine let others run, and then the console would show old figures just when a program is under
/// load. The first time is not counted: most of it goes into loading classes.
final class Rest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean HAS_CPU_TIME =
      THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

  private final int times;
  private boolean hasBegun;
  private boolean isFirst = true;
  private long beganAt;
  private long until;

  Rest(int times) {
    this.times = times;
  }

  /// Whether the work may be done; always before its first time.
  boolean isOver() {
    return !hasBegun || Times.now() - until >= 0;
  }

  void workBegins() {
    hasBegun = true;
    beganAt = spent();
  }

  void workEnded() {
    long took = isFirst ? 0 : Math.max(0, spent() - beganAt);
    isFirst = false;
    until = Times.now() + times * took;
  }

  private static long spent() {
    return HAS_CPU_TIME ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }
}
