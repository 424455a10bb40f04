package dev.vitrine.instrument;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The numbers of resources, and while somebody watches a list of those that exist.
///
/// Resources that a task waits for are found from the task, always. Those nobody waits for are
/// listed only if they were made while a console watched: a list kept always would cost every
/// short-lived channel.
public final class Resources {
  private static final AtomicLong NEXT_ID = new AtomicLong();
  private static final ConcurrentHashMap<Long, WeakReference<Resource>> MADE_WHILE_WATCHED =
      new ConcurrentHashMap<>();
  private static volatile boolean watched;

  private Resources() {}

  /// The next number.
  public static long nextId() {
    return NEXT_ID.incrementAndGet();
  }

  /// To be called by the constructor of a resource, as its last step.
  ///
  /// - **Cost:** one read of a field while nobody watches.
  public static void made(Resource resource) {
    if (watched) {
      MADE_WHILE_WATCHED.put(resource.resourceId(), new WeakReference<>(resource));
    }
  }

  /// To be called when a resource is closed for good, if it has an end.
  public static void gone(Resource resource) {
    if (watched) {
      MADE_WHILE_WATCHED.remove(resource.resourceId());
    }
  }

  /// Whether resources are listed now.
  public static boolean isWatched() {
    return watched;
  }

  /// The place of the user's code that called into the runtime: one stack walk, about a
  /// microsecond.
  public static @Nullable Location caller() {
    return Callers.firstOutside();
  }

  static void watch(boolean on) {
    watched = on;
    if (!on) {
      MADE_WHILE_WATCHED.clear();
    }
  }

  /// Those made while watched that are still reachable.
  static List<Resource> listed() {
    var alive = new ArrayList<Resource>();
    MADE_WHILE_WATCHED
        .entrySet()
        .removeIf(
            entry -> {
              Resource resource = entry.getValue().get();
              if (resource != null) {
                alive.add(resource);
              }
              return resource == null;
            });
    return alive;
  }

  /// Frames of the runtime itself are not the user's code.
  static final class Callers {
    private static final StackWalker WALKER = StackWalker.getInstance();

    private Callers() {}

    static @Nullable Location firstOutside() {
      return WALKER.walk(Callers::first);
    }

    private static @Nullable Location first(Stream<StackWalker.StackFrame> frames) {
      return frames
          .filter(frame -> !isOurs(frame.getClassName()))
          .findFirst()
          .map(frame -> Location.of(frame.toStackTraceElement()))
          .orElse(null);
    }

    static boolean isOurs(String className) {
      if (!className.startsWith("dev.vitrine.")) {
        return className.startsWith("java.") || className.startsWith("jdk.");
      }
      return !className.startsWith("dev.vitrine.examples.")
          && !className.startsWith("dev.vitrine.bench.");
    }
  }
}
