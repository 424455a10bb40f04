package dev.vitrine.time;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.internal.timer.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The clock of the current runtime in the hand of a test.
///
/// While the clock is paused, time passes in two ways: by [#advance], and by itself as soon as no
/// task is ready, on no thread in `blockOn`, and no blocking job runs: the clock then jumps to the
/// next deadline. A test of an hour's timeouts takes milliseconds.
///
/// - **Threads:** those of a current-thread runtime; the clock of another can not be paused.
/// - **Errors:** [IllegalStateException] outside a runtime with a timer.
public final class TestClock {
  private TestClock() {}

  /// Stops the clock.
  ///
  /// @throws IllegalStateException if it is paused already, or can not be paused
  public static void pause() {
    clock("TestClock.pause").pause();
  }

  /// Lets the clock run on from where it stands.
  ///
  /// @throws IllegalStateException if it is not paused
  public static void resume() {
    clock("TestClock.resume").resume();
  }

  public static boolean isPaused() {
    return clock("TestClock.isPaused").isPaused();
  }

  /// Moves the clock on by `duration` at the first poll, then lets the tasks run whose timers are
  /// due by that.
  ///
  /// - **Cancellation:** does not take a move back.
  ///
  /// @return fails with [IllegalStateException] if the clock is not paused
  /// @throws IllegalArgumentException if `duration` is negative
  public static Async<@Nullable Void> advance(Duration duration) {
    return new Advance(clock("TestClock.advance"), Duration.ofNanos(Time.nanos(duration)));
  }

  private static Clock clock(String what) {
    return Time.timer(what).clock();
  }

  private static final class Advance implements Async<@Nullable Void> {
    private final Clock clock;
    private final Duration by;
    private boolean moved;

    Advance(Clock clock, Duration by) {
      this.clock = clock;
      this.by = by;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      if (moved) {
        return Poll.done();
      }
      clock.advance(by);
      moved = true;
      cx.yieldNow();
      return Poll.pending();
    }
  }
}
