package dev.vitrine.net;

import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.driver.Transfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads from a channel, first of all what an earlier peek has read ahead: the JDK can not look
/// into a socket without reading from it.
///
/// - **Threads:** one reader at a time.
final class LookAhead {
  private static final int MAX_PEEK_BYTES = 64 * 1024;

  private final Transfer transfer;

  /// What has been peeked at and not read yet, from position to limit; null when there was never a
  /// peek.
  private @Nullable ByteBuffer ahead;

  private boolean ended;
  private @Nullable IOException failure;

  /// Whether the last call got less than it asked the system for: the next would block, or find the
  /// end.
  private boolean drained;

  LookAhead(Transfer transfer) {
    this.transfer = transfer;
  }

  boolean isDrained() {
    return drained;
  }

  /// Reads once into `target`.
  ///
  /// @return the number of bytes, 0 if it would block, -1 at the end
  int read(ByteBuffer target) throws IOException {
    drained = false;
    ByteBuffer peeked = ahead;
    if (peeked != null && peeked.hasRemaining()) {
      return move(peeked, target);
    }
    return readAhead() ? fromChannel(target) : -1;
  }

  /// Copies what comes next into `target` and leaves it to be read.
  int peek(ByteBuffer target) throws IOException {
    drained = false;
    ByteBuffer peeked = roomFor(Math.min(target.remaining(), MAX_PEEK_BYTES));
    if (peeked.remaining() < target.remaining()
        && peeked.limit() < peeked.capacity()
        && failure == null
        && !ended) {
      append(peeked);
    }
    if (peeked.hasRemaining()) {
      return copy(peeked, target);
    }
    return readAhead() ? 0 : -1;
  }

  /// Whether there may be more; throws what an earlier peek has met.
  private boolean readAhead() throws IOException {
    IOException met = failure;
    if (met != null) {
      failure = null;
      throw met;
    }
    return !ended || !transfer.isOpen();
  }

  private void append(ByteBuffer peeked) throws IOException {
    int begin = peeked.position();
    int end = peeked.limit();
    peeked.position(end).limit(peeked.capacity());
    try {
      ended = fromChannel(peeked) < 0;
    } catch (IOException e) {
      if (begin == end) {
        throw e;
      }
      failure = e; // what was read before it comes first
    } finally {
      peeked.limit(peeked.position()).position(begin);
    }
  }

  private int fromChannel(ByteBuffer target) throws IOException {
    int asked = Transfer.asked(target);
    int got = transfer.read(target, Current.callMemory());
    drained = got >= 0 && got < asked;
    return got;
  }

  private ByteBuffer roomFor(int bytes) {
    ByteBuffer old = ahead;
    if (old != null && old.capacity() - old.position() >= bytes) {
      return old;
    }
    ByteBuffer fresh = ByteBuffer.allocate(Math.max(bytes, old == null ? 0 : old.remaining()));
    if (old != null) {
      fresh.put(old);
    }
    ahead = fresh.flip();
    return fresh;
  }

  private static int move(ByteBuffer from, ByteBuffer target) {
    int count = copy(from, target);
    from.position(from.position() + count);
    if (!from.hasRemaining()) {
      from.position(0).limit(0);
    }
    return count;
  }

  private static int copy(ByteBuffer from, ByteBuffer target) {
    int count = Math.min(from.remaining(), target.remaining());
    target.put(target.position(), from, from.position(), count);
    target.position(target.position() + count);
    return count;
  }
}
