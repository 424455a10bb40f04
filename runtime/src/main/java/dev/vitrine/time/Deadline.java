package dev.vitrine.time;

import dev.vitrine.internal.timer.TimerHandle;
import java.time.Duration;

/// A point in time by the clock of a runtime, which runs steadily, and can be paused in tests. It
/// has no relation to dates, and those of different runtimes have none to each other.
///
/// @param nanos from an unknown origin, as of `System.nanoTime()`
public record Deadline(long nanos) implements Comparable<Deadline> {

  /// The present of the current runtime.
  ///
  /// @throws IllegalStateException if there is no runtime with a timer on the calling thread
  public static Deadline now() {
    return new Deadline(Time.timer("Deadline.now").clock().nanos());
  }

  /// The time `duration` from now; 30 years from now at most.
  ///
  /// @throws IllegalStateException if there is no runtime with a timer on the calling thread
  /// @throws IllegalArgumentException if `duration` is negative
  public static Deadline after(Duration duration) {
    TimerHandle timer = Time.timer("Deadline.after");
    return new Deadline(Time.after(timer, duration));
  }

  /// The time `duration` after this one.
  ///
  /// @throws IllegalArgumentException if `duration` is negative
  public Deadline plus(Duration duration) {
    return new Deadline(nanos + Time.nanos(duration));
  }

  /// The time that passes from `earlier` to this; negative if this comes first.
  public Duration since(Deadline earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  public boolean isBefore(Deadline other) {
    return nanos - other.nanos < 0;
  }

  @Override
  public int compareTo(Deadline other) {
    return Long.signum(nanos - other.nanos);
  }
}
