package dev.vitrine.park;

import dev.vitrine.internal.timer.Clock;
import dev.vitrine.internal.timer.TimerHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// The layer that wakes sleeping operations: it lets the layer below wait no longer than until the
/// next deadline, and fires what is due after each wait.
///
/// Deadlines are kept in a wheel of milliseconds; a timer fires up to about a millisecond late and
/// never early. The clock of a timer made by [#Timer(Park)] can be paused; while it is, an idle
/// timer moves the clock to the next deadline instead of waiting. It is idle when nobody has
/// unparked it, the layers below have made nothing ready, and neither a blocking job nor the root
/// of another thread's `blockOn` runs.
///
/// - **Threads:** as said by [Park].
public final class Timer implements Park {
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final Park below;
  private final Unpark belowUnpark;
  private final TimerHandle timers;
  private final Handle handle;
  private final AtomicBoolean unparked = new AtomicBoolean();

  /// A timer above `below`, which it owns from now on.
  public Timer(Park below) {
    this(below, Clock.pausable());
  }

  /// For the runtime's own builder.
  @SuppressWarnings("exports") // users have the other constructor
  public Timer(Park below, Clock clock) {
    this.below = below;
    belowUnpark = below.unpark();
    timers = new TimerHandle(clock, this::endWait);
    handle = new Handle(timers);
  }

  /// What sleeping operations register with; it is bound for a scope where tasks run.
  public Handle handle() {
    return handle;
  }

  @Override
  public void park() {
    waitFor(Long.MAX_VALUE);
  }

  @Override
  public void park(Duration timeout) {
    waitFor(Waits.nanos(timeout));
  }

  private void waitFor(long maxNanos) {
    long next = timers.beginSleep();
    try {
      if (next == Long.MAX_VALUE) {
        parkBelow(maxNanos);
      } else if (timers.clock().isPaused()) {
        moveClock(next, maxNanos);
      } else {
        parkBelow(Math.min(maxNanos, Math.max(next - timers.clock().nanos(), 0)));
      }
    } finally {
      timers.endSleep();
    }
    timers.fireDue();
  }

  private void parkBelow(long nanos) {
    if (nanos == Long.MAX_VALUE) {
      below.park();
    } else {
      below.park(Duration.ofNanos(nanos));
    }
  }

  /*
   * With the clock paused, waiting means moving the clock; unless somebody has something to do or
   * may soon have. What has become ready in the turn of the layers below is found by asking the
   * executor (Clock.hold), as its own thread wakes tasks there without an unpark.
   *
   * `unparked` is set before the layer below is unparked, and taken by a swap: an unpark is either
   * seen here, and then the clock stays, or makes the next wait of the layer below end at once.
   * Whoever unparks has made its work visible before, so whatever was unparked before the swap is
   * also found by the executor. One that ran elsewhere, and had done so when the executor was
   * asked, may have unparked after the swap, for a deadline that comes before the one that was
   * found: so `unparked` is looked at once more after that, and left as it is.
   */
  private void moveClock(long next, long maxNanos) {
    Clock clock = timers.clock();
    below.park(Duration.ZERO);
    if (unparked.getAndSet(false) || maxNanos == 0) {
      return;
    }
    switch (clock.hold()) {
      case READY -> {}
      case ELSEWHERE -> below.park(Duration.ofNanos(Math.min(maxNanos, LOOK_AGAIN_NANOS)));
      case NONE -> {
        if (!unparked.get()) {
          long now = clock.nanos();
          clock.autoAdvanceTo(next - now > maxNanos ? now + maxNanos : next);
        }
      }
    }
  }

  @Override
  public Unpark unpark() {
    return this::endWait;
  }

  private void endWait() {
    unparked.set(true);
    belowUnpark.unpark();
  }

  @Override
  public void close() {
    timers.shutdown();
    below.close();
  }

  /// What sleeping operations share with their timer.
  public static final class Handle {
    private final TimerHandle timers;

    private Handle(TimerHandle timers) {
      this.timers = timers;
    }

    /// For the runtime's own packages, which bind it.
    @SuppressWarnings("exports") // users pass the handle on as it is
    public TimerHandle timers() {
      return timers;
    }
  }
}
