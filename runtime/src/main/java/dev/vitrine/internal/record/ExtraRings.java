package dev.vitrine.internal.record;

import java.util.concurrent.atomic.AtomicLong;

/// How many rings the lanes of one feed may have besides one each, while its reader is behind. Any
/// thread.
final class ExtraRings {
  private static final int PART_OF_HEAP = 32;
  private static final int KEPT_FREE = 4; // so much of the heap in rings is left to the program

  private final AtomicLong left;
  private final long bytes;

  /// @param most at a time
  /// @param bytes that one takes
  ExtraRings(long most, long bytes) {
    left = new AtomicLong(most);
    this.bytes = bytes;
  }

  /// As many as take a 32nd of the heap.
  static ExtraRings ofHeap(long bytes) {
    return new ExtraRings(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / bytes, bytes);
  }

  /// @return false if all are in use, or the heap is nearly full
  boolean take() {
    return isRoom() && left.getAndUpdate(rings -> Math.max(rings - 1, 0)) > 0;
  }

  void giveBack() {
    left.incrementAndGet();
  }

  /// How many are not in use.
  long left() {
    return left.get();
  }

  /// Whether a ring can be made without what the JVM does when memory runs out, which may be to end
  /// the program.
  private boolean isRoom() {
    Runtime jvm = Runtime.getRuntime();
    long used = jvm.totalMemory() - jvm.freeMemory();
    return jvm.maxMemory() - used > KEPT_FREE * bytes;
  }
}
