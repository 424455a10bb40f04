package dev.vitrine.internal.timer;

import org.jspecify.annotations.Nullable;

/// Entries by the tick at which they fire: six levels of 64 slots, each slot of a level as long as
/// the whole level below. Not safe for threads: its owner guards it.
///
/// ```
/// level        0       1        2        3       4        5
/// slot      1 tick   64      4,096   262,144   2^24     2^30
/// reaches    64 ms   4.1 s   4.4 min   4.7 h   12.4 d   2.2 y
/// ```
///
/// An entry is in the lowest level whose slots tell its tick from the present one. When the time
/// comes to the slot of a higher level, its entries move down. What lies beyond the top level waits
/// in it and is looked at again each time its slot comes.
final class Wheel {
  static final int LEVELS = 6;
  private static final int SLOT_BITS = 6;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final long RANGE = 1L << (LEVELS * SLOT_BITS);

  /// The answer of [#nextTick()] when the wheel is empty.
  static final long NONE = Long.MAX_VALUE;

  private final @Nullable TimerSlot[][] slots = new @Nullable TimerSlot[LEVELS][SLOTS];

  /// One bit for each slot that has entries.
  private final long[] occupied = new long[LEVELS];

  private TimerSlot due = new TimerSlot();
  private long elapsed;
  private int size;

  /// The tick up to which entries have been taken out.
  long elapsed() {
    return elapsed;
  }

  int size() {
    return size;
  }

  /// Adds an entry that fires at `tick`, which must lie ahead of [#elapsed()].
  void insert(TimerEntry entry, long tick) {
    if (tick <= elapsed) {
      throw new AssertionError(
          "timer inserted at tick " + tick + ", which has passed: elapsed=" + elapsed);
    }
    int level = levelOf(tick);
    int slot = slotOf(tick, level);
    TimerSlot entries = slots[level][slot];
    if (entries == null) {
      entries = new TimerSlot();
      slots[level][slot] = entries;
    }
    entry.slotTick = tick;
    entry.place = level * SLOTS + slot;
    entries.addLast(entry);
    occupied[level] |= 1L << slot;
    size++;
  }

  /// Takes out an entry that is in the wheel: in the slot it was put into, or, if that has been
  /// opened since, among those that are due.
  void remove(TimerEntry entry) {
    int level = entry.place / SLOTS;
    int slot = entry.place % SLOTS;
    TimerSlot entries = slots[level][slot];
    if (entries != null && entries.holds(entry)) {
      entries.remove(entry);
      if (entries.isEmpty()) {
        occupied[level] &= ~(1L << slot);
      }
    } else {
      due.remove(entry);
    }
    size--;
  }

  /// No entry fires before this tick: the beginning of the first slot that has entries.
  long nextTick() {
    if (!due.isEmpty()) {
      return elapsed;
    }
    for (int level = 0; level < LEVELS; level++) {
      if (occupied[level] != 0) {
        return beginOf(nextSlot(level), level);
      }
    }
    return NONE;
  }

  /// Takes out the next entry whose slot has come by `now`, or gives null when there is none and
  /// moves on to `now`. It may have to be inserted again when it was moved to a later tick
  /// meanwhile.
  @Nullable TimerEntry pollDue(long now) {
    while (true) {
      TimerEntry entry = due.removeFirst(elapsed);
      if (entry != null) {
        size--;
        return entry;
      }
      if (!openNextSlot(now)) {
        elapsed = Math.max(elapsed, now); // a clock that goes back does not turn the wheel back
        return null;
      }
    }
  }

  /// Takes out any entry, due or not.
  @Nullable TimerEntry pollAny() {
    TimerEntry entry = due.removeFirst(elapsed);
    for (int level = 0; entry == null && level < LEVELS; level++) {
      if (occupied[level] != 0) {
        due = takeSlot(level, nextSlot(level));
        entry = due.removeFirst(elapsed);
      }
    }
    if (entry != null) {
      size--;
    }
    return entry;
  }

  private boolean openNextSlot(long now) {
    for (int level = 0; level < LEVELS; level++) {
      if (occupied[level] == 0) {
        continue; // the lowest level with entries has the earliest slot
      }
      int slot = nextSlot(level);
      long begin = beginOf(slot, level);
      if (begin > now) {
        return false;
      }
      elapsed = begin;
      TimerSlot opened = takeSlot(level, slot);
      if (level == 0) {
        slots[0][slot] = due; // empty, and of about the size that will be needed
        due = opened;
      } else {
        cascade(opened);
      }
      return true;
    }
    return false;
  }

  private TimerSlot takeSlot(int level, int slot) {
    TimerSlot taken = slots[level][slot];
    if (taken == null) {
      throw new AssertionError(
          "slot " + slot + " of level " + level + " is marked occupied and was never used");
    }
    slots[level][slot] = null;
    occupied[level] &= ~(1L << slot);
    return taken;
  }

  /// Moves the entries of a slot down a level or more; those of the present tick are due.
  private void cascade(TimerSlot opened) {
    TimerEntry entry;
    while ((entry = opened.removeFirst(elapsed)) != null) {
      if (entry.slotTick > elapsed) {
        size--;
        insert(entry, entry.slotTick);
      } else {
        due.addLast(entry);
      }
    }
  }

  private int levelOf(long tick) {
    long differing = Math.min((elapsed ^ tick) | (SLOTS - 1), RANGE - 1);
    return (63 - Long.numberOfLeadingZeros(differing)) / SLOT_BITS;
  }

  private static int slotOf(long tick, int level) {
    return (int) (tick >>> (level * SLOT_BITS)) & (SLOTS - 1);
  }

  private int nextSlot(int level) {
    // What lies in the present slot of a level, as it does on the top one, comes in the next turn.
    int next = slotOf(elapsed, level) + 1;
    return (Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], next)) + next)
        & (SLOTS - 1);
  }

  private long beginOf(int slot, int level) {
    long slotTicks = 1L << (level * SLOT_BITS);
    long levelTicks = slotTicks << SLOT_BITS;
    long begin = (elapsed & -levelTicks) + slot * slotTicks;
    // A slot behind the present one comes in the next turn; only the top level has such entries.
    return begin <= elapsed ? begin + levelTicks : begin;
  }
}
