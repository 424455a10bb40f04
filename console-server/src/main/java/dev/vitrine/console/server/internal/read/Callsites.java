package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.Precision;
import dev.vitrine.instrument.Callsite;

/// Places that spawn, with their sums.
public final class Callsites {
  private Callsites() {}

  /// The place as it is now.
  ///
  /// @param longestIdleNanos of its living tasks
  public static dev.vitrine.console.proto.v1.Callsite message(
      Callsite view, long longestIdleNanos, boolean isExact) {
    var message =
        dev.vitrine.console.proto.v1.Callsite.newBuilder()
            .setId(view.id())
            .setBody(Texts.bounded(view.body()))
            .setAlive(view.alive())
            .setSpawned(view.spawned())
            .setCompleted(view.completed())
            .setFailed(view.failed())
            .setCancelled(view.cancelled())
            .setPolls(view.polls())
            .setBusyNanos(Math.max(0, view.busyNanos()))
            .setPollTimes(Parts.histogram(view.pollTimes()))
            .setScheduledTimes(Parts.histogram(view.scheduledTimes()))
            .setLongestIdleNanos(longestIdleNanos)
            .setPrecision(isExact ? Precision.PRECISION_EXACT : Precision.PRECISION_COARSE);
    var place = view.location();
    if (place != null) {
      message.setLocation(Parts.location(place));
    }
    return message.build();
  }

  /// Differs whenever a counter of the place has moved.
  public static long fingerprint(Callsite view) {
    long print = view.spawned();
    print = print * 31 + view.completed();
    print = print * 31 + view.failed();
    print = print * 31 + view.cancelled();
    print = print * 31 + view.polls();
    return print * 31 + view.busyNanos();
  }
}
