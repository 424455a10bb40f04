package dev.vitrine.console.server.internal.record;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.server.internal.read.Times;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/// Listens to the JVM's collectors until it is closed.
///
/// The JVM tells of a collection when it is over, on a thread of its own, in milliseconds since it
/// was started. What a collector does beside the program is not told: nobody waits for it.
final class GcPauses implements AutoCloseable {
  private final Consumer<GcPause> to;
  private final List<NotificationEmitter> listened = new ArrayList<>();
  private final NotificationListener listener = this::handle;

  private GcPauses(Consumer<GcPause> to) {
    this.to = to;
  }

  /// @param to called on a thread of the JVM
  static GcPauses listen(Consumer<GcPause> to) {
    var pauses = new GcPauses(to);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (stopsTheProgram(collector) && collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(pauses.listener, null, null);
        pauses.listened.add(emitter);
      }
    }
    return pauses;
  }

  /// Whether it tells of pauses: those of ZGC and Shenandoah have another bean for whole cycles.
  private static boolean stopsTheProgram(GarbageCollectorMXBean collector) {
    return !collector.getName().endsWith("Cycles");
  }

  private void handle(Notification told, Object handback) {
    if (told.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
        && told.getUserData() instanceof CompositeData data) {
      to.accept(pause(GarbageCollectionNotificationInfo.from(data)));
    }
  }

  private static GcPause pause(GarbageCollectionNotificationInfo told) {
    GcInfo info = told.getGcInfo();
    long sinceStart = ManagementFactory.getRuntimeMXBean().getUptime();
    long started = Times.now() - TimeUnit.MILLISECONDS.toNanos(sinceStart - info.getStartTime());
    return GcPause.newBuilder()
        .setStartedAt(Times.timestamp(started))
        .setDurationNanos(TimeUnit.MILLISECONDS.toNanos(info.getDuration()))
        .setCollector(told.getGcName())
        .setAction(told.getGcAction())
        .setCause(told.getGcCause())
        .setBeforeBytes(used(info.getMemoryUsageBeforeGc().values()))
        .setAfterBytes(used(info.getMemoryUsageAfterGc().values()))
        .build();
  }

  private static long used(Iterable<MemoryUsage> pools) {
    long sum = 0;
    for (MemoryUsage pool : pools) {
      sum += pool.getUsed();
    }
    return sum;
  }

  @Override
  public void close() {
    for (NotificationEmitter emitter : listened) {
      try {
        emitter.removeNotificationListener(listener);
      } catch (ListenerNotFoundException gone) {
        // as wanted
      }
    }
  }
}
