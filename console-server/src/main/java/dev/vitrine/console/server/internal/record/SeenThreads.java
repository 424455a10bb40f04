package dev.vitrine.console.server.internal.record;

import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.console.proto.v1.ThreadNames;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The threads that events name by their numbers, and what those are called.
///
/// A thread is asked for its name soon after its first event, once in each time that [#takeNames]
/// ends, so that whoever reads a part of the recording has it as well. One that has ended by then
/// has none, nor has a virtual one, which the JVM does not find by its number.
final class SeenThreads {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Set<Long> seen = new HashSet<>();
  private final List<Long> unnamed = new ArrayList<>();
  private ThreadNames.Builder named = ThreadNames.newBuilder();
  private long last;

  /// @param thread 0 for an event that is no thread's, as that of a loss
  void see(long thread) {
    if (thread != last && thread != 0) {
      last = thread;
      if (seen.add(thread)) {
        unnamed.add(thread);
      }
    }
  }

  /// Asks those for their names that have not been asked. Stops no thread.
  void askNames() {
    if (unnamed.isEmpty()) {
      return;
    }
    long[] ids = unnamed.stream().mapToLong(Long::longValue).toArray();
    unnamed.clear();
    for (ThreadInfo info : threads.getThreadInfo(ids)) {
      if (info != null) {
        named.addNames(
            ThreadName.newBuilder().setThread(info.getThreadId()).setName(info.getThreadName()));
      }
    }
  }

  /// The names since the last call; from here on all are asked again.
  ThreadNames takeNames() {
    askNames();
    ThreadNames taken = named.build();
    named = ThreadNames.newBuilder();
    seen.clear();
    last = 0;
    return taken;
  }
}
