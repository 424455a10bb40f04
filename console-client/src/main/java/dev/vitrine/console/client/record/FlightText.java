package dev.vitrine.console.client.record;

import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.proto.v1.FlightDump;

/// What a flight recorder had kept, for people.
public final class FlightText {
  private FlightText() {}

  /// What it could not keep; empty when it had all that it should have, and for other recordings.
  public static String shortage(FlightDump flight) {
    if (!flight.getIsCutByMemory() && flight.getTasksLeftOut() == 0) {
      return "";
    }
    String memory = "the flight recorder's memory of " + Counts.bytes(flight.getMemoryBytes());
    String time =
        flight.getIsCutByMemory()
            ? Durations.brief(flight.getKeptNanos())
                + " instead of "
                + Durations.brief(flight.getKeepNanos())
            : "";
    String tasks =
        flight.getTasksLeftOut() > 0
            ? Counts.whole(flight.getTasksLeftOut())
                + " tasks are missing from the beginning until they change"
            : "";
    return memory
        + " was too small: "
        + time
        + (time.isEmpty() || tasks.isEmpty() ? "" : ", and ")
        + tasks;
  }
}
