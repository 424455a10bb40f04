package dev.vitrine.internal.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.internal.timer.TimerEntry.Outcome;
import dev.vitrine.testing.Stress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads that register, reset, replace wakers and cancel, against a driver that fires: nothing
/// fires early and no wake-up is lost.
///
/// Seen failing on two broken copies: with a plain store of FIRED instead of the CAS (fires early
/// after a reset to later), and with the waker replaced without the lock (a wake-up is lost).
@Tag("stress")
final class TimerStressTest {
  private static final int POLLERS = 3;

  @Test
  void nothingIsEarlyAndNothingIsLost() {
    long seed = Stress.seed("TimerStressTest");
    Clock clock = Clock.pausable();
    clock.pause();
    var timers = new TimerHandle(clock, () -> {});
    var running = new AtomicBoolean(true);
    Stress.together(
        () -> {
          Stress.Part[] pollers = new Stress.Part[POLLERS];
          for (int i = 0; i < POLLERS; i++) {
            RandomGenerator random = Stress.random(seed, i);
            pollers[i] = () -> sleepAgainAndAgain(timers, random, Stress.rounds(20_000));
          }
          try {
            Stress.together(pollers);
          } finally {
            running.set(false);
          }
        },
        () -> {
          while (running.get()) {
            clock.advance(Duration.ofMillis(1));
            timers.fireDue();
          }
        });
    assertEquals(0, timers.size());
  }

  private static void sleepAgainAndAgain(TimerHandle timers, RandomGenerator random, int rounds) {
    for (int round = 0; round < rounds; round++) {
      TimerEntry entry = timers.entry();
      long deadline = later(timers, random);
      var woken = new AtomicBoolean();
      while (true) {
        // A new waker each time, so that it is replaced under way.
        AtomicBoolean flag = woken;
        Outcome outcome = entry.poll(deadline, () -> flag.set(true));
        if (outcome == Outcome.ELAPSED) {
          assertTrue(timers.clock().nanos() - deadline >= 0, "fired early");
          break;
        }
        int what = random.nextInt(8);
        if (what < 2) {
          deadline =
              what == 0 ? deadline + 1_000_000L * random.nextInt(1, 5) : later(timers, random);
          entry.reset(deadline);
        } else if (what == 2) {
          entry.cancel();
          assertTrue(!entry.isRegistered(), "registered after it was cancelled");
          break;
        } else if (what == 3) {
          Stress.await(woken::get, "the wake-up was lost");
          woken = new AtomicBoolean();
        } else {
          woken = new AtomicBoolean();
        }
      }
    }
  }

  private static long later(TimerHandle timers, RandomGenerator random) {
    return timers.clock().nanos() + random.nextInt(1, 200) * 500_000L;
  }
}
