package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.ClockAnchor;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.instrument.Instruments;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.UUID;

/// The process itself.
public final class Descriptions {
  private static final int SCHEMA_VERSION = 1;
  private static final String INSTANCE = UUID.randomUUID().toString();

  private Descriptions() {}

  /// Everything but the stamp.
  public static Description.Builder description(
      Source source, long intervalNanos, long longPollNanos) {
    var description =
        Description.newBuilder()
            .setSchemaVersion(SCHEMA_VERSION)
            .setRuntimeVersion(System.getProperty("vitrine.runtime", ""))
            .setInstanceId(INSTANCE)
            .setPid(ProcessHandle.current().pid())
            .setJdkVersion(Runtime.version().toString())
            .setJdkName(
                System.getProperty("java.vm.name", "")
                    + " ("
                    + System.getProperty("java.vendor", "")
                    + ")")
            .setMain(main())
            .setProcessors(Runtime.getRuntime().availableProcessors())
            .setPublishIntervalNanos(intervalNanos)
            .setIncidentThresholdNanos(longPollNanos)
            .setAnchor(
                ClockAnchor.newBuilder()
                    .setWall(Times.timestamp(Instruments.clock().anchorNanos())));
    // The JVM's own start: a launcher that becomes the JVM may have built the program first.
    long startedAt = ManagementFactory.getRuntimeMXBean().getStartTime();
    description.setStartedAt(Times.timestamp(Instant.ofEpochMilli(startedAt)));
    source.runtimes().forEach(view -> description.addRuntimes(RuntimeStatuses.description(view)));
    return description;
  }

  /// The class or jar that was started; empty when the JVM does not tell.
  public static String main() {
    String command = System.getProperty("sun.java.command", "").strip();
    int end = command.indexOf(' ');
    return Texts.bounded(end < 0 ? command : command.substring(0, end));
  }
}
