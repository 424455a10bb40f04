package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshLoopTest {
  private static final int PASSES = 40;

  private final FreshLoop loop = new FreshLoop();
  private long now = -5; // the clock's origin is anywhere

  private int rounds() {
    return loop.enter(now);
  }

  private void afterPass(int rounds, long nanosEach) {
    now += rounds * nanosEach;
  }

  @ParameterizedTest
  @ValueSource(longs = {200, 4_000, 30_000, 1_000_000})
  void aPassLastsAboutHalfASecond(long nanosEach) {
    for (int i = 0; i < PASSES; i++) {
      afterPass(rounds(), nanosEach);
    }
    long pass = rounds() * nanosEach;
    assertTrue(
        pass > TimeUnit.MILLISECONDS.toNanos(250) && pass < TimeUnit.MILLISECONDS.toNanos(1_000),
        () -> "a pass of rounds of " + nanosEach + " ns lasts " + pass + " ns");
  }

  @Test
  void roundsThatTakeLongAreFewInAPass() {
    afterPass(rounds(), 1);
    for (int i = 0; i < PASSES; i++) {
      afterPass(rounds(), TimeUnit.SECONDS.toNanos(1));
    }
    assertEquals(FreshLoop.FEWEST, rounds());
  }

  @Test
  void theCheapestRoundsAreNoMoreThanCanBeCounted() {
    for (int i = 0; i < PASSES; i++) {
      afterPass(rounds(), 1);
    }
    assertEquals(FreshLoop.MOST, rounds());
  }

  @Test
  void onePassIsEnoughToComeDownFromMany() {
    for (int i = 0; i < PASSES; i++) {
      afterPass(rounds(), 1);
    }
    afterPass(rounds(), 4_000); // as when sockets follow upon yields
    assertEquals(125_000, rounds());
  }
}
