package dev.vitrine.internal.record;

import java.util.concurrent.atomic.AtomicLong;

/// How many blocks the lanes of one feed may have besides their own, while its reader is behind.
/// Any thread.
final class ExtraBlocks {
  private static final int PART_OF_HEAP = 32;
  private static final int KEPT_FREE = 4; // so many times what a lane has of its own is left

  private final AtomicLong left;
  private final long keptFree;

  /// @param most at a time
  /// @param keptFree bytes of the heap that are left to the program
  ExtraBlocks(long most, long keptFree) {
    left = new AtomicLong(most);
    this.keptFree = keptFree;
  }

  /// As many as take a 32nd of the heap.
  ///
  /// @param bytes that one takes
  /// @param ofLane bytes that a lane has of its own
  static ExtraBlocks ofHeap(long bytes, long ofLane) {
    long most = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / bytes;
    return new ExtraBlocks(most, KEPT_FREE * ofLane);
  }

  /// @return false if all are in use, or the heap is nearly full
  boolean take() {
    return isRoom() && left.getAndUpdate(blocks -> Math.max(blocks - 1, 0)) > 0;
  }

  void giveBack() {
    left.incrementAndGet();
  }

  /// How many are not in use.
  long left() {
    return left.get();
  }

  /// Whether a block can be made without what the JVM does when memory runs out, which may be to
  /// end the program.
  private boolean isRoom() {
    Runtime jvm = Runtime.getRuntime();
    long used = jvm.totalMemory() - jvm.freeMemory();
    return jvm.maxMemory() - used > keptFree;
  }
}
