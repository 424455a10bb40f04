package dev.vitrine.internal.jdk;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Virtual threads of ours as a group of their own in the JDK's thread dumps, listed by whoever has
/// them.
///
/// The JDK puts every virtual thread into one set when it starts and takes it out at its end, so
/// that dumps can list them. We know ours anyway. A group needs a package of the JDK that must be
/// exported to us; without it threads start as they do everywhere.
public final class LivingThreads {
  private static final Group NONE =
      new Group() {
        @Override
        public void start(Thread thread) {
          thread.start();
        }

        @Override
        public void close() {}
      };

  private final String name;
  private final Supplier<Stream<Thread>> living;
  private final AtomicReference<@Nullable Group> group = new AtomicReference<>();

  /// @param name of the group, for readers of a dump
  /// @param living lists the threads that have been started here and have not ended; called by
  ///   whoever dumps, at any time
  public LivingThreads(String name, Supplier<Stream<Thread>> living) {
    this.name = name;
    this.living = living;
  }

  /// Where threads start.
  interface Group {
    void start(Thread thread);

    void close();
  }

  /// Starts a virtual thread of the group. The first one makes the group.
  public void start(Thread thread) {
    Group existing = group.get();
    (existing == null ? make() : existing).start(thread);
  }

  private Group make() {
    Group made = open();
    Group before = group.compareAndExchange(null, made);
    if (before == null) {
      return made;
    }
    made.close();
    return before;
  }

  private Group open() {
    if (VirtualThreads.canStartInContainer()) {
      try {
        return ListingContainer.register(name, living);
      } catch (LinkageError closed) {
        return NONE; // not exported to us, or another JDK than we know
      }
    }
    return NONE;
  }

  /// Dumps do not show the group any more. Nothing may be left in it.
  public void close() {
    Group existing = group.get();
    if (existing != null) {
      existing.close();
    }
  }
}
