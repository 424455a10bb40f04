package dev.vitrine.internal.timer;

/// What sleeping operations share with the driver that wakes them.
///
/// - **Threads:** any.
public final class TimerHandle {
  private final Clock clock;

  public TimerHandle(Clock clock) {
    this.clock = clock;
  }

  /// The clock that deadlines are read on.
  public Clock clock() {
    return clock;
  }
}
