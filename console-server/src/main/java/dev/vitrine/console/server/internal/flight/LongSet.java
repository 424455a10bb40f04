package dev.vitrine.console.server.internal.flight;

/// Numbers other than 0: 12 to 24 bytes for each.
final class LongSet {
  private long[] slots = new long[1024];
  private int size;

  /// @return whether it was not there
  boolean add(long number) {
    if (3 * (size + 1L) > 2L * slots.length) {
      grow();
    }
    int at = slot(slots, number);
    if (slots[at] == number) {
      return false;
    }
    slots[at] = number;
    size++;
    return true;
  }

  boolean contains(long number) {
    return slots[slot(slots, number)] == number;
  }

  private static int slot(long[] slots, long number) {
    int mask = slots.length - 1;
    int at = (int) ((number * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (slots[at] != 0 && slots[at] != number) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    var larger = new long[slots.length * 2];
    for (long number : slots) {
      if (number != 0) {
        larger[slot(larger, number)] = number;
      }
    }
    slots = larger;
  }
}
