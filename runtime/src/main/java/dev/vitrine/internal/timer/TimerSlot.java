package dev.vitrine.internal.timer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Entries in the order in which they came: those of one slot of the wheel, or those that are due.
/// Guarded by the wheel's lock.
///
/// An array and not a list through the entries. To open a slot means to read entries that lie in no
/// cache any more; the processor fetches many of them at once unless it has to read one in order to
/// find the next.
final class TimerSlot {
  /// How many entries are read ahead.
  private static final int AT_ONCE = 32;

  private static final int LEAST_CAPACITY = 8;

  /// A longer array is let go when it has become empty.
  private static final int MOST_KEPT = 256;

  private @Nullable TimerEntry[] entries = new @Nullable TimerEntry[LEAST_CAPACITY];
  private int first; // what was before it has been taken out
  private int end;
  private int readTo; // what is before it has been read ahead
  private int size; // from first to end, without the gaps that removed entries have left

  boolean isEmpty() {
    return size == 0;
  }

  /// Adds an entry that is in no other slot.
  void addLast(TimerEntry entry) {
    if (end == entries.length) {
      makeRoom();
    }
    entry.index = end;
    entries[end++] = entry;
    size++;
  }

  private void makeRoom() {
    if (size > entries.length / 2) {
      entries = Arrays.copyOf(entries, 2 * entries.length);
      return;
    }
    int to = 0;
    for (int i = first; i < end; i++) {
      TimerEntry entry = entries[i];
      if (entry != null) {
        entry.index = to;
        entries[to++] = entry;
      }
    }
    Arrays.fill(entries, to, end, null);
    first = 0;
    readTo = 0;
    end = to;
  }

  @SuppressWarnings("ReferenceEquality") // entries have no other identity
  boolean holds(TimerEntry entry) {
    int index = entry.index;
    return index >= first && index < end && entries[index] == entry;
  }

  /// Takes out an entry that is in this slot.
  void remove(TimerEntry entry) {
    if (!holds(entry)) {
      throw new AssertionError("timer entry is in no slot: index=" + entry.index);
    }
    entries[entry.index] = null;
    size--;
    while (end > first && entries[end - 1] == null) {
      end--;
    }
    if (size == 0) {
      reset();
    }
  }

  /// The first entry, taken out, or null.
  ///
  /// @param elapsed no entry is of an earlier tick
  @Nullable TimerEntry removeFirst(long elapsed) {
    while (size > 0) {
      if (first >= readTo) {
        readAhead(elapsed);
      }
      TimerEntry entry = entries[first];
      entries[first++] = null;
      if (entry != null) {
        size--;
        return entry;
      }
    }
    reset();
    return null;
  }

  /// Looks at the next entries, with nothing in between that the processor would have to wait for.
  private void readAhead(long elapsed) {
    long earliest = Long.MAX_VALUE;
    readTo = Math.min(first + AT_ONCE, end);
    for (int i = first; i < readTo; i++) {
      TimerEntry entry = entries[i];
      if (entry != null) {
        earliest = Math.min(earliest, entry.slotTick);
      }
    }
    if (earliest < elapsed) {
      throw new AssertionError(
          "a timer was passed over: tick=" + earliest + ", elapsed=" + elapsed);
    }
  }

  private void reset() {
    first = 0;
    end = 0;
    readTo = 0;
    if (entries.length > MOST_KEPT) {
      entries = new @Nullable TimerEntry[LEAST_CAPACITY];
    }
  }
}
