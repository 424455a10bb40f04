package dev.vitrine.instrument;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Where a console starts to read: the runtimes of this process, the places that spawn, the
/// incidents, and [#watch()].
public final class Instruments {
  private static final Clock CLOCK = new Clock();
  private static final ConcurrentSkipListMap<Long, RuntimeView> RUNTIMES =
      new ConcurrentSkipListMap<>();
  private static final List<Consumer<RuntimeFailure>> FAILURE_LISTENERS =
      new CopyOnWriteArrayList<>();
  private static volatile Sources sources = new NoSources();

  private Instruments() {}

  /// What the runtime's inside provides.
  public interface Sources {
    /// Places that have spawned something.
    Collection<? extends Callsite> callsites();

    /// The incidents that are kept, oldest first.
    List<Incident> incidents();

    /// How many incidents have been forgotten to make room.
    long forgottenIncidents();

    Watch watch();

    Watch watchChanges();

    EventFeed events();
  }

  /// The runtimes that are not closed, the oldest first.
  public static List<RuntimeView> runtimes() {
    return new ArrayList<>(RUNTIMES.values());
  }

  /// The clock all figures refer to.
  public static Clock clock() {
    return CLOCK;
  }

  /// Whether anything is counted at all (`-Dvitrine.instrument=off` turns it off).
  public static boolean isOn() {
    return ENABLED;
  }

  /// False when the program was started with `-Dvitrine.instrument=off`: the JIT then removes what
  /// would be counted.
  public static final boolean ENABLED =
      !"off".equalsIgnoreCase(System.getProperty("vitrine.instrument", "always"));

  /// A poll that lasts longer is an incident: `-Dvitrine.blocking.threshold.ms`, 1 or more; 50 if
  /// not said.
  public static final long INCIDENT_THRESHOLD_NANOS =
      Math.max(1, Long.getLong("vitrine.blocking.threshold.ms", 50)) * 1_000_000;

  public static Collection<? extends Callsite> callsites() {
    return sources.callsites();
  }

  public static List<Incident> incidents() {
    return sources.incidents();
  }

  public static long forgottenIncidents() {
    return sources.forgottenIncidents();
  }

  /// Starts watching: exact times, per-task histograms, wake causes, finished tasks one by one,
  /// until the watch is closed. Several may watch.
  public static Watch watch() {
    return sources.watch();
  }

  /// Starts to list which tasks change, and nothing else, until the watch is closed: for who keeps
  /// the events of [#events()] besides. What a program pays for [#watch()] it does not pay for
  /// this: times stay as coarse as they are while nobody watches (those of polls are exact while
  /// somebody records), and of resources and finished tasks [Watch] has those alone that others
  /// have kept.
  public static Watch watchChanges() {
    return sources.watchChanges();
  }

  /// Starts recording: every spawn, wake, poll, steal and sleep, in order, until the feed is
  /// closed.
  ///
  /// @throws IllegalStateException if a feed is open already, if no runtime has been loaded, or if
  ///   the program was started with `-Dvitrine.instrument=off`
  public static EventFeed events() {
    if (!ENABLED) {
      throw new IllegalStateException(
          "nothing to record: the program was started with -Dvitrine.instrument=off");
    }
    return sources.events();
  }

  /// Has `listener` told of failures that nothing in the program has caught, of all runtimes, until
  /// [#forgetListener]. It is called by the thread that notices the failure, which may be a worker,
  /// and must not block. A task that nobody joins is noticed when its handle was detached, some
  /// time after it was let go, and at the latest when its runtime is closed.
  public static void listenForFailures(Consumer<RuntimeFailure> listener) {
    FAILURE_LISTENERS.add(listener);
  }

  public static void forgetListener(Consumer<RuntimeFailure> listener) {
    FAILURE_LISTENERS.remove(listener);
  }

  /// A failure has been noticed. Meant for the runtime's inside.
  public static void failed(RuntimeFailure failure) {
    for (Consumer<RuntimeFailure> listener : FAILURE_LISTENERS) {
      try {
        listener.accept(failure);
      } catch (RuntimeException | Error broken) {
        System.getLogger("dev.vitrine")
            .log(System.Logger.Level.ERROR, "a listener for failures failed", broken);
      }
    }
  }

  /// Runtimes announce themselves here when they start, and the runtime's inside when it is loaded.
  public static void opened(RuntimeView runtime) {
    RUNTIMES.put(runtime.id(), runtime);
  }

  public static void closed(RuntimeView runtime) {
    RUNTIMES.remove(runtime.id());
  }

  public static void install(Supplier<Sources> inside) {
    sources = inside.get();
  }

  private static final class NoSources implements Sources {
    @Override
    public Collection<? extends Callsite> callsites() {
      return List.of();
    }

    @Override
    public List<Incident> incidents() {
      return List.of();
    }

    @Override
    public long forgottenIncidents() {
      return 0;
    }

    @Override
    public Watch watch() {
      throw new IllegalStateException(
          "nothing to watch: no runtime has been loaded in this process");
    }

    @Override
    public Watch watchChanges() {
      throw new IllegalStateException(
          "nothing to watch: no runtime has been loaded in this process");
    }

    @Override
    public EventFeed events() {
      throw new IllegalStateException(
          "nothing to record: no runtime has been loaded in this process");
    }
  }
}
