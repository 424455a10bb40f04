package dev.vitrine.internal.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WheelTest {
  private final TimerHandle handle = new TimerHandle(Clock.pausable(), () -> {});
  private final Wheel wheel = new Wheel();

  private TimerEntry insert(long tick) {
    TimerEntry entry = handle.entry();
    wheel.insert(entry, tick);
    return entry;
  }

  /// Every boundary between levels, and the range of the whole wheel.
  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        63,
        64,
        65,
        127,
        4_095,
        4_096,
        4_097,
        262_143,
        262_144,
        262_145,
        (1L << 24) - 1,
        1L << 24,
        (1L << 30) + 1,
        (1L << 36) - 1
      })
  void firesAtItsTickAndNotBefore(long tick) {
    TimerEntry entry = insert(tick);
    assertNull(wheel.pollDue(tick - 1));
    assertEquals(tick, wheel.nextTick());
    assertEquals(entry, wheel.pollDue(tick));
    assertEquals(0, wheel.size());
    assertEquals(Wheel.NONE, wheel.nextTick());
  }

  /// The far one lies in the slot of the top level that is the present one, and comes last in it.
  @Test
  void oneThatIsATurnAwayHidesNoNearerOne() {
    TimerEntry far = insert((1L << 36) + 12_345);
    TimerEntry near = insert(2L << 30);
    assertEquals(2L << 30, wheel.nextTick());
    assertEquals(near, wheel.pollDue(2L << 30));
    wheel.remove(far);
    assertEquals(Wheel.NONE, wheel.nextTick());
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 36, (1L << 36) + 12_345, 5L << 36})
  void parksInTheTopLevelWhatIsBeyondItsRange(long tick) {
    TimerEntry entry = insert(tick);
    int looks = 0;
    while (wheel.nextTick() < tick) {
      TimerEntry early = wheel.pollDue(wheel.nextTick());
      if (early != null) {
        throw new AssertionError("fired at " + wheel.elapsed() + " instead of " + tick);
      }
      looks++;
    }
    assertTrue(looks < 20, "looked at it " + looks + " times");
    assertEquals(entry, wheel.pollDue(tick));
  }

  @Test
  void nextTickIsTheBeginOfTheEarliestSlot() {
    insert(70);
    insert(10_000);
    assertEquals(64, wheel.nextTick());
    insert(3);
    assertEquals(3, wheel.nextTick());
  }

  @Test
  void removedEntryDoesNotFireAndEmptiesItsSlot() {
    TimerEntry first = insert(100);
    TimerEntry second = insert(100);
    wheel.remove(first);
    assertEquals(64, wheel.nextTick());
    wheel.remove(second);
    assertEquals(Wheel.NONE, wheel.nextTick());
    assertNull(wheel.pollDue(1_000));
  }

  @Test
  void entryRemovedWhileItsSlotIsBeingFiredDoesNotFire() {
    TimerEntry first = insert(5);
    TimerEntry second = insert(5);
    TimerEntry third = insert(5);
    assertEquals(first, wheel.pollDue(5));
    wheel.remove(second);
    assertEquals(third, wheel.pollDue(5));
    assertNull(wheel.pollDue(5));
    assertEquals(0, wheel.size());
  }

  /// More entries than a slot has room for at first, more gaps than entries, and the same slot once
  /// more, in which little is left of that: in a slot that is opened at its tick, and in one whose
  /// entries move down.
  @ParameterizedTest
  @ValueSource(longs = {5, 64, 100, 5_000})
  void entriesOfATickFireInTheOrderInWhichTheyCame(long tick) {
    for (int turn = 0; turn < 3; turn++) {
      var expected = new ArrayList<TimerEntry>();
      for (int i = 0; i < 3_000; i++) {
        expected.add(insert(wheel.elapsed() + tick));
        for (int k = expected.size() - 2; expected.size() > 100 && k >= 0; k--) {
          if (k % 4 != 0) {
            wheel.remove(expected.remove(k));
          }
        }
      }
      long now = wheel.elapsed() + tick;
      assertNull(wheel.pollDue(now - 1));
      var fired = new ArrayList<TimerEntry>();
      for (TimerEntry entry = wheel.pollDue(now); entry != null; entry = wheel.pollDue(now)) {
        fired.add(entry);
      }
      assertEquals(expected, fired);
      assertEquals(0, wheel.size());
    }
  }

  @Test
  void entryThatMovedDownLeavesItsNewSlot() {
    insert(64);
    TimerEntry other = insert(65);
    insert(65);
    assertNotNull(wheel.pollDue(64));
    wheel.remove(other);
    assertNotNull(wheel.pollDue(65));
    assertNull(wheel.pollDue(1_000));
    assertEquals(0, wheel.size());
  }

  @Test
  void clockThatGoesBackDoesNotTurnTheWheelBack() {
    insert(50);
    assertNull(wheel.pollDue(40));
    assertNull(wheel.pollDue(10));
    assertEquals(40, wheel.elapsed());
    assertNotNull(wheel.pollDue(50));
  }

  @Test
  void pollAnyTakesOutEverything() {
    for (long tick : new long[] {1, 64, 5_000, 1L << 35, 1L << 40}) {
      insert(tick);
    }
    var out = new ArrayList<TimerEntry>();
    for (TimerEntry entry = wheel.pollAny(); entry != null; entry = wheel.pollAny()) {
      out.add(entry);
    }
    assertEquals(5, out.size());
    assertEquals(0, wheel.size());
    assertEquals(Wheel.NONE, wheel.nextTick());
  }

  /// Against a sorted map: same entries at the same ticks, whatever is inserted and removed when.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithASortedMap(long seed) {
    var random = new Random(seed);
    var model = new TreeMap<Long, List<TimerEntry>>();
    var alive = new ArrayList<TimerEntry>();
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      int what = random.nextInt(10);
      if (what < 6) {
        long tick = now + 1 + (long) Math.exp(random.nextDouble() * 26);
        TimerEntry entry = insert(tick);
        model.computeIfAbsent(tick, key -> new ArrayList<>()).add(entry);
        alive.add(entry);
      } else if (what < 8 && !alive.isEmpty()) {
        TimerEntry entry = alive.remove(random.nextInt(alive.size()));
        wheel.remove(entry);
        model.values().removeIf(list -> list.remove(entry) && list.isEmpty());
      } else {
        now += (long) Math.exp(random.nextDouble() * 14);
        var fired = new ArrayList<TimerEntry>();
        for (TimerEntry entry = wheel.pollDue(now); entry != null; entry = wheel.pollDue(now)) {
          fired.add(entry);
        }
        var expected = model.headMap(now, true).values().stream().flatMap(List::stream).toList();
        assertEquals(expected.size(), fired.size(), "at step " + step);
        assertTrue(fired.containsAll(expected), "at step " + step);
        assertEquals(
            fired.stream().map(entry -> entry.slotTick).sorted().toList(),
            fired.stream().map(entry -> entry.slotTick).toList(),
            "in the order of their ticks");
        alive.removeAll(fired);
        model.headMap(now, true).clear();
      }
      assertEquals(alive.size(), wheel.size());
      assertTrue(
          model.isEmpty() ? wheel.nextTick() == Wheel.NONE : wheel.nextTick() <= model.firstKey());
    }
  }
}
