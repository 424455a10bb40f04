package dev.vitrine.console.server.internal.flight;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// What a flight recorder was told. Each value is checked when it is given.
///
/// @param keep how much of the past
/// @param memoryBytes that it may take
/// @param directory where files go that nobody has named
/// @param triggers what has one written
/// @param every at most one file for the same trigger in this time, the last one excepted
/// @param files that are kept in the directory
public record FlightSettings(
    Duration keep,
    long memoryBytes,
    Path directory,
    Set<Trigger> triggers,
    Duration every,
    int files) {
  static final long LEAST_MEMORY = 1 << 20;
  private static final long USUAL_MEMORY = 64 << 20;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST_FILES = 10_000;

  /// What is taken when nothing is said.
  public static FlightSettings keeping(Duration keep) {
    long memory = Math.clamp(Runtime.getRuntime().maxMemory() / 8, LEAST_MEMORY, USUAL_MEMORY);
    return new FlightSettings(
            Duration.ofSeconds(30),
            memory,
            Path.of(""),
            EnumSet.allOf(Trigger.class),
            Duration.ofMinutes(1),
            10)
        .withKeep(keep);
  }

  public FlightSettings withKeep(Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("what is kept must be 1s to 1d: " + value);
    }
    return new FlightSettings(value, memoryBytes, directory, triggers, every, files);
  }

  public FlightSettings withMemory(long bytes) {
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (bytes < LEAST_MEMORY || bytes > most) {
      throw new IllegalArgumentException(
          "memory must be 1m to half of the heap, which is "
              + (most >> 20)
              + "m here: "
              + bytes
              + " bytes");
    }
    return new FlightSettings(keep, bytes, directory, triggers, every, files);
  }

  public FlightSettings withDirectory(Path value) {
    return new FlightSettings(keep, memoryBytes, value, triggers, every, files);
  }

  /// @param on whether `trigger` has a dump written
  public FlightSettings with(Trigger trigger, boolean on) {
    var changed = EnumSet.noneOf(Trigger.class);
    changed.addAll(triggers);
    if (on) {
      changed.add(trigger);
    } else {
      changed.remove(trigger);
    }
    return new FlightSettings(keep, memoryBytes, directory, changed, every, files);
  }

  public FlightSettings withEvery(Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("every must be 0s to 1d: " + value);
    }
    return new FlightSettings(keep, memoryBytes, directory, triggers, value, files);
  }

  public FlightSettings withFiles(int value) {
    if (value < 1 || value > MOST_FILES) {
      throw new IllegalArgumentException("files must be 1 to " + MOST_FILES + ": " + value);
    }
    return new FlightSettings(keep, memoryBytes, directory, triggers, every, value);
  }
}
