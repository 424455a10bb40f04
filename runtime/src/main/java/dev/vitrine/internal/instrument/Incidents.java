package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Incident;
import dev.vitrine.instrument.Incident.Kind;
import dev.vitrine.instrument.Instruments;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The incidents of this process that are kept: the last 256, so that one who attaches later still
/// sees them.
public final class Incidents {
  /// A poll that lasts longer is an incident.
  static final long THRESHOLD_NANOS = Instruments.INCIDENT_THRESHOLD_NANOS;

  static final long ANCHOR = Instruments.clock().anchorNanos();

  private static final int MOST_KEPT = 256;
  private static final long HOST_BUSY_NANOS = 200_000_000;

  private static final Map<Long, Incident> KEPT = new LinkedHashMap<>();
  private static long ids;
  private static long versions;
  private static long forgotten;

  private Incidents() {}

  static synchronized long nextId() {
    return ++ids;
  }

  static synchronized Incident put(Incident incident) {
    Incident kept = withVersion(incident, ++versions);
    KEPT.put(kept.id(), kept);
    if (KEPT.size() > MOST_KEPT) {
      var oldest = KEPT.keySet().iterator();
      oldest.next();
      oldest.remove();
      forgotten++;
    }
    return kept;
  }

  /// Those that are kept, oldest first.
  public static synchronized List<Incident> all() {
    return List.copyOf(KEPT.values());
  }

  public static synchronized long forgotten() {
    return forgotten;
  }

  /// The watchdog could not run for `gap` nanoseconds: everything stood still.
  static void gap(long now, long gap) {
    if (gap < THRESHOLD_NANOS) {
      return;
    }
    Kind kind = kindOfPause(gap, Collectors.newPauseNanos());
    if (kind != null) {
      put(pause(kind, now - gap, gap));
    }
  }

  /// @param collecting how much of it the collectors say they have taken
  /// @return null when it is not worth an incident
  static @Nullable Kind kindOfPause(long gap, long collecting) {
    if (2 * collecting >= gap) {
      return Kind.GC;
    }
    return gap >= HOST_BUSY_NANOS ? Kind.HOST_BUSY : null;
  }

  private static Incident pause(Kind kind, long started, long nanos) {
    return new Incident(
        nextId(), 0, kind, false, started, nanos, 0, -1, "", 0, "", null, null, List.of(), 0, 0);
  }

  static Incident ended(Incident open, long durationNanos) {
    return copy(open, open.version(), false, durationNanos);
  }

  private static Incident withVersion(Incident incident, long version) {
    return copy(incident, version, incident.ongoing(), incident.durationNanos());
  }

  private static Incident copy(Incident i, long version, boolean ongoing, long durationNanos) {
    return new Incident(
        i.id(),
        version,
        i.kind(),
        ongoing,
        i.startedNanos(),
        durationNanos,
        i.runtimeId(),
        i.worker(),
        i.threadName(),
        i.taskId(),
        i.taskName(),
        i.callsite(),
        i.line(),
        i.samples(),
        i.queuedBehind(),
        i.longestWaitNanos());
  }

  /// Loads what tells pauses of the collector; takes some tens of milliseconds, off the watchdog's
  /// thread.
  static void prepare() {
    Thread warmUp = new Thread(Collectors::load, "vitrine-gc-beans");
    warmUp.setDaemon(true);
    warmUp.start();
  }

  private static final class Collectors {
    private static volatile @Nullable List<GarbageCollectorMXBean> beans;
    private static long seenMillis;

    private Collectors() {}

    static void load() {
      List<GarbageCollectorMXBean> found = ManagementFactory.getGarbageCollectorMXBeans();
      seenMillis = total(found);
      beans = found;
    }

    /// Time the collectors have taken since the last call.
    static long newPauseNanos() {
      List<GarbageCollectorMXBean> known = beans;
      if (known == null) {
        return 0;
      }
      long millis = total(known);
      long added = millis - seenMillis;
      seenMillis = millis;
      return added * 1_000_000;
    }

    private static long total(List<GarbageCollectorMXBean> found) {
      return found.stream().mapToLong(bean -> Math.max(0, bean.getCollectionTime())).sum();
    }
  }
}
