package dev.vitrine.console.server.internal.record;

import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.console.proto.v1.ThreadNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The threads that events name by their numbers, and what those are called.
///
/// A thread is asked for its name soon after its first event, once in each time that [#takeNames]
/// ends, so that whoever reads a part of the recording has it as well. One that has ended by then
/// has none, nor has a virtual one, which the JVM does not find by its number.
///
/// `ThreadMXBean` would find a thread by its number, but it looks at what each is blocked on as
/// well, and JDK 25 may crash over that, above all in a program with virtual threads (JDK-8392031).
final class SeenThreads {
  private static final ThreadGroup ALL = outermost();

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
    Set<Long> asked = new HashSet<>(unnamed);
    unnamed.clear();
    for (Thread thread : livingThreads()) {
      if (asked.contains(thread.threadId())) {
        named.addNames(
            ThreadName.newBuilder().setThread(thread.threadId()).setName(thread.getName()));
      }
    }
  }

  private static List<Thread> livingThreads() {
    var found = new Thread[ALL.activeCount() + 16];
    int count = ALL.enumerate(found);
    while (count == found.length) { // there may be more
      found = new Thread[2 * found.length];
      count = ALL.enumerate(found);
    }
    return Arrays.asList(found).subList(0, count);
  }

  private static ThreadGroup outermost() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
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
