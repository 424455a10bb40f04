package dev.vitrine.time;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.internal.timer.TimerHandle;
import java.time.Duration;
import java.util.Optional;

/// Ticks again and again, a period apart. Made by [Time#interval] and [Time#intervalAt].
///
/// - **Threads:** the task that waits for its ticks.
public final class Interval {
  /// A tick that is asked for no more than this after its time does not count as missed.
  private static final long TOLERATED_NANOS = 5_000_000;

  private final Sleep sleep;
  private final long periodNanos;
  private MissedTick missedTick = MissedTick.BURST;

  Interval(TimerHandle timer, long startNanos, Duration period) {
    if (!period.isPositive()) {
      throw new IllegalArgumentException("an interval needs a positive period: period=" + period);
    }
    periodNanos = Time.nanos(period);
    sleep = new Sleep("Interval", "Interval.tick", timer, startNanos);
  }

  /// What becomes of ticks that nobody asked for in time.
  public enum MissedTick {
    /// They come one after the other without delay, until the schedule is caught up with. The
    /// schedule stays as it was.
    BURST {
      @Override
      long next(long scheduled, long now, long period) {
        return scheduled + period;
      }
    },
    /// They are left out, and the schedule begins anew: the next tick is a period from now.
    DELAY {
      @Override
      long next(long scheduled, long now, long period) {
        return now + period;
      }
    },
    /// They are left out, and the next tick comes at the next time of the old schedule.
    SKIP {
      @Override
      long next(long scheduled, long now, long period) {
        return now + period - (now - scheduled) % period;
      }
    };

    abstract long next(long scheduled, long now, long period);
  }

  /// Waits for the next tick.
  ///
  /// - **Cancellation:** safe; a tick that was not received is received by the next call.
  ///
  /// @return completes with the time at which the tick was due
  public Async<Deadline> tick() {
    return new Tick();
  }

  /// The time between two ticks.
  public Duration period() {
    return Duration.ofNanos(periodNanos);
  }

  public MissedTick missedTick() {
    return missedTick;
  }

  /// Says what becomes of missed ticks from now on; at first this is [MissedTick#BURST].
  ///
  /// @return this
  public Interval missedTick(MissedTick behaviour) {
    missedTick = behaviour;
    return this;
  }

  /// Begins anew: the next tick comes a period from now.
  public void reset() {
    resetAt(sleep.now() + periodNanos);
  }

  /// Begins anew: the next tick comes at once.
  public void resetImmediately() {
    resetAt(sleep.now());
  }

  /// Begins anew: the next tick comes `duration` from now.
  ///
  /// @throws IllegalArgumentException if `duration` is negative
  public void resetAfter(Duration duration) {
    resetAt(sleep.now() + Time.nanos(duration));
  }

  /// Begins anew: the next tick comes at `deadline`.
  public void resetAt(Deadline deadline) {
    resetAt(deadline.nanos());
  }

  private void resetAt(long nanos) {
    sleep.reset(new Deadline(nanos));
  }

  private Deadline advance() {
    long scheduled = sleep.deadline().nanos();
    long now = sleep.now();
    boolean missed = now - scheduled > TOLERATED_NANOS;
    resetAt(missed ? missedTick.next(scheduled, now, periodNanos) : scheduled + periodNanos);
    return new Deadline(scheduled);
  }

  private final class Tick implements Async<Deadline>, Operation {
    @Override
    public Poll<Deadline> poll(Context cx) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      if (sleep.pollElapsed(cx)) {
        cx.progressed();
        return Poll.ready(advance());
      }
      return cx.pending(this);
    }

    @Override
    public void cancel() {
      sleep.deregister();
    }

    @Override
    public String operation() {
      return "Interval.tick";
    }

    @Override
    public Optional<Resource> resource() {
      return Optional.of(sleep);
    }

    @Override
    public boolean isRegistered() {
      return sleep.isRegistered();
    }
  }
}
