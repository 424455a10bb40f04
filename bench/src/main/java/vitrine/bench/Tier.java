package vitrine.bench;

import dev.vitrine.console.server.FlightRecorder;
import dev.vitrine.instrument.Instruments;
import java.nio.file.Path;
import java.util.Locale;
import vitrine.bench.watched.Console;
import vitrine.bench.watched.RecordedRun;

/// How much our runtime counts while it is measured.
public enum Tier {
  /// Nothing; the JVM has been started with `-Dvitrine.instrument=off`.
  OFF,
  /// What is always counted: the default.
  ALWAYS,
  /// A console watches, from a process of its own on the same processors.
  WATCHED,
  /// All that happens goes into a file.
  RECORDED,
  /// The last 30 seconds are kept in memory.
  FLIGHT;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Tier of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /// Sets the tier until the result is closed. A runtime has to be there.
  ///
  /// @throws IllegalStateException if the JVM was not started for it
  public Set set() {
    if ((this == OFF) == Instruments.isOn()) {
      throw new IllegalStateException(
          "tier "
              + label()
              + " needs a JVM "
              + (this == OFF ? "with" : "without")
              + " -Dvitrine.instrument=off");
    }
    return switch (this) {
      case OFF, ALWAYS -> () -> {};
      case WATCHED -> Console.attach(Console.Service.OURS)::close;
      case RECORDED -> RecordedRun.start()::close;
      case FLIGHT -> flight()::close;
    };
  }

  /// Writes no files: that is not what is measured.
  private static FlightRecorder flight() {
    return FlightRecorder.builder()
        .directory(Path.of(System.getProperty("java.io.tmpdir")))
        .onIncident(false)
        .onFailure(false)
        .onExit(false)
        .start();
  }

  /// The time during which a tier holds.
  public interface Set extends AutoCloseable {
    @Override
    void close();
  }
}
