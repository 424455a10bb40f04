package dev.vitrine.instrument;

import dev.vitrine.internal.concurrent.SpinLock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The numbers of resources, and while somebody watches a list of those that exist.
///
/// Resources that a task waits for are found from the task, always. Those nobody waits for are
/// listed only if they were made while a console watched, and not more than 50,000 between two
/// looks: a list kept always, or of all, would cost every short-lived channel.
public final class Resources {
  private static final AtomicLong NEXT_ID = new AtomicLong();
  private static final SpinLock LOCK = new SpinLock(); // of the counts
  private static final ListedResources LISTED = new ListedResources();
  private static int watchers;
  private static int listers;
  private static volatile boolean watched; // their places are looked for
  private static volatile boolean lists;

  private Resources() {}

  /// The next number.
  public static long nextId() {
    return NEXT_ID.incrementAndGet();
  }

  /// To be called by the constructor of a resource, as its last step.
  ///
  /// - **Cost:** one read of a field while nobody watches.
  public static void made(Resource resource) {
    if (lists) {
      LISTED.add(resource);
    }
  }

  /// To be called when a resource is closed for good, if it has an end. One that gets its number
  /// when it is first asked for, and has none yet, is in no list: no call is needed.
  public static void gone(Resource resource) {
    if (lists) {
      LISTED.remove(resource);
    }
  }

  /// Whether resources are listed now.
  public static boolean isWatched() {
    return lists;
  }

  /// The place of the user's code that called into the runtime: one stack walk, about a
  /// microsecond.
  public static @Nullable Location caller() {
    return Callers.firstOutside();
  }

  /// The same while somebody watches, and null while nobody does; null also for those that come
  /// when 2,000 have been looked for and no time has gone by, in each millisecond of which two more
  /// are: a program that makes a million short-lived resources a second would else spend most of
  /// its time looking for their places.
  public static @Nullable Location callerIfWatched() {
    return watched && Callers.mayWalk() ? Callers.firstOutside() : null;
  }

  /// For the runtime's inside: so many milliseconds have gone by.
  public static void ticked(long ticks) {
    Callers.allow(ticks);
  }

  /// For the runtime's inside: one more watches, or one less.
  public static void watchers(int change) {
    LOCK.lock();
    try {
      watchers += change;
      watched = watchers > 0;
    } finally {
      LOCK.unlock();
    }
  }

  /// For the runtime's inside: one more wants a list of them, or one less.
  public static void listers(int change) {
    LOCK.lock();
    try {
      listers += change;
      lists = listers > 0;
      if (!lists) {
        LISTED.clear();
      }
    } finally {
      LOCK.unlock();
    }
  }

  /// Those made while watched that are still reachable, but for those dropped ([#dropped()]).
  public static List<Resource> listed() {
    return LISTED.look();
  }

  /// How many have been dropped from that list since the process started, as more than 50,000 were
  /// made between two calls of [#listed()].
  public static long dropped() {
    return LISTED.dropped();
  }

  /// Whether a class is the user's: neither of the JDK nor of Vitrine itself; its examples and
  /// benchmarks count as users.
  public static boolean isUserCode(String className) {
    return !Callers.isOurs(className);
  }

  /// Frames of the runtime itself are not the user's code.
  static final class Callers {
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private static final StackWalker WALKER =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final int MOST_WALKS = 2_000;
    private static final int WALKS_A_TICK = 2;

    /// Changed without care by whoever walks, and each tick: a race gives some walks more or less.
    private static final AtomicInteger WALKS = new AtomicInteger(MOST_WALKS);

    private Callers() {}

    static void allow(long ticks) {
      if (WALKS.get() < MOST_WALKS) {
        // In one step: those who walk meanwhile would else be given their walks back.
        WALKS.getAndUpdate(
            left -> (int) Math.min(MOST_WALKS, Math.max(0, left) + WALKS_A_TICK * ticks));
      }
    }

    /// A program that has used up its walks only reads here.
    static boolean mayWalk() {
      return WALKS.get() > 0 && WALKS.getAndDecrement() > 0;
    }

    static @Nullable Location firstOutside() {
      return WALKER.walk(Callers::first);
    }

    private static @Nullable Location first(Stream<StackWalker.StackFrame> frames) {
      return frames
          .filter(frame -> !isOurs(frame.getDeclaringClass()))
          .findFirst()
          .map(frame -> Location.of(frame.toStackTraceElement()))
          .orElse(null);
    }

    /// A class of our packages that was loaded from elsewhere is a test's or a program's.
    private static boolean isOurs(Class<?> type) {
      return isOurs(type.getName())
          && (!type.getName().startsWith("dev.vitrine.") || isFromHere(type));
    }

    private static boolean isFromHere(Class<?> type) {
      return Objects.equals(
          type.getProtectionDomain().getCodeSource(),
          Callers.class.getProtectionDomain().getCodeSource());
    }

    static boolean isOurs(String className) {
      if (!className.startsWith("dev.vitrine.")) {
        return JDK.stream().anyMatch(className::startsWith);
      }
      return !className.startsWith("dev.vitrine.examples.")
          && !className.startsWith("dev.vitrine.bench.");
    }
  }
}
