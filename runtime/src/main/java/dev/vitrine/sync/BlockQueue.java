package dev.vitrine.sync;

import org.jspecify.annotations.Nullable;

/// A queue in blocks of 32 values: it never moves values to grow, so that each step under a lock is
/// short. Not safe for threads: its owner guards it.
final class BlockQueue<T> {
  private static final int BLOCK = 32;

  private static final class Block {
    final @Nullable Object[] values = new @Nullable Object[BLOCK];
    @Nullable Block next;
  }

  private Block head = new Block();
  private Block tail = head;
  private int headIndex;
  private int tailIndex;
  private int size;
  private @Nullable Block spare;

  int size() {
    return size;
  }

  void add(T value) {
    if (tailIndex == BLOCK) {
      Block fresh = spare == null ? new Block() : spare;
      spare = null;
      tail.next = fresh;
      tail = fresh;
      tailIndex = 0;
    }
    tail.values[tailIndex++] = value;
    size++;
  }

  /// The oldest value, or null if there is none.
  @SuppressWarnings("unchecked") // only add puts values in
  @Nullable T poll() {
    if (size == 0) {
      return null;
    }
    if (headIndex == BLOCK) {
      dropHead();
    }
    T value = (T) head.values[headIndex];
    head.values[headIndex++] = null;
    size--;
    return value;
  }

  private void dropHead() {
    Block used = head;
    Block next = used.next;
    if (next == null) {
      throw new AssertionError("queue says it has " + size + " values and has no block for them");
    }
    head = next;
    headIndex = 0;
    used.next = null;
    spare = used;
  }
}
