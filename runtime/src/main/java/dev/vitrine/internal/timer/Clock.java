package dev.vitrine.internal.timer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The clock that a runtime's timers read. It is `System.nanoTime()`, except that one made by
/// [#pausable()] can be stopped and moved by hand. After [#resume()] it goes on from where it
/// stood, so it never goes back.
///
/// While it is paused, a timer driver that has nothing to do does not wait: it moves the clock to
/// the next deadline. It asks [#hold()] first.
///
/// - **Threads:** any.
public final class Clock {
  private record Setting(boolean paused, long nanos) {}

  private static final Setting RUNNING = new Setting(false, 0);

  /// The unit in which timers count.
  static final long TICK_NANOS = 1_000_000;

  private final boolean pausable;
  private final long originNanos = System.nanoTime();
  private final AtomicReference<Setting> setting = new AtomicReference<>(RUNNING);
  private volatile Supplier<Hold> heldBy = () -> Hold.NONE;

  /// What forbids that the paused clock moves by itself.
  public enum Hold {
    NONE,
    /// Something is ready to run, so that the driver is not idle after all.
    READY,
    /// A blocking job or another thread's root runs, which may end without a word to the driver.
    ELSEWHERE
  }

  private Clock(boolean pausable) {
    this.pausable = pausable;
  }

  /// A clock that always runs.
  public static Clock system() {
    return new Clock(false);
  }

  /// A clock that runs until it is paused.
  public static Clock pausable() {
    return new Clock(true);
  }

  /// Now, in nanoseconds from an unknown origin; only differences mean something, as with
  /// `System.nanoTime()`.
  public long nanos() {
    if (!pausable) {
      return System.nanoTime();
    }
    Setting now = setting.get();
    return now.paused ? now.nanos : System.nanoTime() + now.nanos;
  }

  /// Where the ticks of [#TICK_NANOS] begin.
  long originNanos() {
    return originNanos;
  }

  public boolean isPaused() {
    return setting.get().paused;
  }

  /// Stops the clock, on the next full tick: so that in a test a sleep of a whole number of
  /// milliseconds takes exactly that long.
  ///
  /// @throws IllegalStateException if it is paused already, or can not be paused
  public void pause() {
    if (!pausable) {
      throw new IllegalStateException(
          "this clock can not be paused: only the clock of a current-thread runtime can");
    }
    while (true) {
      Setting now = setting.get();
      if (now.paused) {
        throw new IllegalStateException("the clock is paused already");
      }
      if (setting.compareAndSet(now, new Setting(true, fullTick(System.nanoTime() + now.nanos)))) {
        return;
      }
    }
  }

  /// Lets the clock run on from where it stands.
  ///
  /// @throws IllegalStateException if it is not paused
  public void resume() {
    while (true) {
      Setting now = paused("resumed");
      if (setting.compareAndSet(now, new Setting(false, now.nanos - System.nanoTime()))) {
        return;
      }
    }
  }

  /// Moves the paused clock on by `by`. Timers that are due then fire when their driver is asked
  /// the next time.
  ///
  /// @throws IllegalStateException if it is not paused
  /// @throws IllegalArgumentException if `by` is negative
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("the clock can not go back: by=" + by);
    }
    long nanos = by.toNanos();
    while (true) {
      Setting now = paused("advanced");
      if (setting.compareAndSet(now, new Setting(true, Math.addExact(now.nanos, nanos)))) {
        return;
      }
    }
  }

  /// Moves the paused clock on to `target`; does nothing if it is there already, or no longer
  /// paused.
  public void autoAdvanceTo(long target) {
    Setting now = setting.get();
    while (now.paused
        && target - now.nanos > 0
        && !setting.compareAndSet(now, new Setting(true, target))) {
      now = setting.get();
    }
  }

  /// Sets who knows what forbids that an idle driver moves the paused clock. It is asked by the
  /// driver's thread, after the layers below have been polled.
  public void heldBy(Supplier<Hold> holder) {
    heldBy = holder;
  }

  /// What forbids that the driver moves the paused clock now.
  public Hold hold() {
    return heldBy.get();
  }

  private long fullTick(long nanos) {
    return originNanos + Math.ceilDiv(nanos - originNanos, TICK_NANOS) * TICK_NANOS;
  }

  private Setting paused(String what) {
    Setting now = setting.get();
    if (!now.paused) {
      throw new IllegalStateException("the clock can not be " + what + ": it is not paused");
    }
    return now;
  }
}
