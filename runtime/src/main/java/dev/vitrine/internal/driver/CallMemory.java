package dev.vitrine.internal.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the system calls of a thread need outside the heap: where they leave the number of their
/// error, and room for the bytes of buffers that are on the heap. One for each thread, as a call
/// writes there and what it wrote is read before the next one.
public final class CallMemory {
  private static final int FEWEST_BYTES = 8 * 1024;

  final MemorySegment error = Linux.errorNumber();
  private MemorySegment bytes = MemorySegment.NULL;

  public CallMemory() {}

  /// The number of the error that the last call has left.
  int errorNumber() {
    return Linux.numberIn(error);
  }

  /// Room for so many bytes, with whatever is in it. Freed by the collector.
  MemorySegment bytes(int count) {
    if (bytes.byteSize() < count) {
      int size = Math.max(FEWEST_BYTES, Integer.highestOneBit(Math.max(1, count - 1)) << 1);
      bytes = Arena.ofAuto().allocate(size);
    }
    return bytes;
  }
}
