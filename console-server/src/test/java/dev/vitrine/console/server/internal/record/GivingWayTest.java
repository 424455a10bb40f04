package dev.vitrine.console.server.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// When the recorder's thread leaves its processor to others, and when it does not.
class GivingWayTest {
  private long clock = Long.MAX_VALUE - GivingWay.MOST_NANOS / 2; // it wraps
  private boolean pressed;
  private int yields;
  private final GivingWay way = new GivingWay(() -> pressed, () -> clock, () -> yields++);

  private int yieldsOf(int calls) {
    int before = yields;
    for (int i = 0; i < calls; i++) {
      way.now();
    }
    return yields - before;
  }

  @Test
  void itGivesWayAgainAndAgain() {
    way.begin(false);
    assertEquals(3, yieldsOf(3));
  }

  @Test
  void itDoesNotWhileItIsPressed() {
    way.begin(false);
    pressed = true;
    assertEquals(0, yieldsOf(3));
    pressed = false;
    assertEquals(3, yieldsOf(3));
  }

  @Test
  void itDoesNotWhenARoundHasLastedLong() {
    way.begin(false);
    clock += GivingWay.MOST_NANOS - 1;
    assertEquals(1, yieldsOf(1));
    clock++;
    assertEquals(0, yieldsOf(1));
    way.begin(false);
    assertEquals(1, yieldsOf(1));
  }

  @Test
  void itDoesNotInARoundThatSomebodyWaitsFor() {
    way.begin(true);
    assertEquals(0, yieldsOf(3));
    way.begin(false);
    assertEquals(3, yieldsOf(3));
  }

  @Test
  void itDoesNotBeforeTheFirstRound() {
    assertEquals(0, yieldsOf(1));
  }
}
