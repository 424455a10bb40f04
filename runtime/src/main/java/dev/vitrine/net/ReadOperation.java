package dev.vitrine.net;

import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.driver.Transfer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/// Reads, once or until the buffer is full, or peeks.
abstract class ReadOperation<T extends @Nullable Object> extends SocketOperation<T> {
  final ByteBuffer target;
  private final Connection connection;
  private boolean drained;

  private ReadOperation(String name, Connection connection, ByteBuffer target) {
    super(name, connection, connection.source(), SelectionKey.OP_READ);
    this.target = target;
    this.connection = connection;
  }

  /// Reads once.
  ///
  /// @return the number of bytes, 0 if it would block, -1 at the end
  final int readOnce() throws IOException {
    LookAhead peeked = connection.lookAhead();
    if (peeked != null) {
      int got = peeked.read(target);
      drained = peeked.isDrained();
      return got;
    }
    int asked = Transfer.asked(target);
    int got = connection.transfer().read(target, Current.callMemory());
    drained = got >= 0 && got < asked;
    return got;
  }

  /// Copies what comes next and leaves it to be read.
  final int peekOnce() throws IOException {
    return connection.lookingAhead().peek(target);
  }

  /// Whether the last read got less than it asked the system for: the next would block, or find the
  /// end.
  final boolean isDrained() {
    return drained;
  }

  /// Reads what there is.
  static final class Some extends ReadOperation<Integer> {
    private final boolean peek;
    private int got;

    Some(Connection connection, ByteBuffer target, boolean peek) {
      super(peek ? "TcpStream.peek" : "TcpStream.read", connection, target);
      this.peek = peek;
    }

    @Override
    Attempt attempt(int seen) throws IOException {
      if (!target.hasRemaining()) {
        return Attempt.DONE;
      }
      got = peek ? peekOnce() : readOnce();
      // What a peek has taken out of the system is still to be read: no event tells of it any more.
      if (!peek && got > 0 && isDrained()) {
        source().clearShort(seen, ops());
      }
      return got == 0 ? Attempt.BLOCKED : Attempt.DONE;
    }

    @Override
    Integer result() {
      return got;
    }
  }

  /// Reads until the buffer is full.
  static final class Exact extends ReadOperation<@Nullable Void> {
    Exact(Connection connection, ByteBuffer target) {
      super("TcpStream.readExact", connection, target);
    }

    @Override
    Attempt attempt(int seen) throws IOException {
      if (!target.hasRemaining()) {
        return Attempt.DONE;
      }
      int got = readOnce();
      if (got < 0) {
        throw new EOFException(
            "the peer ended the stream with "
                + target.remaining()
                + " bytes of the buffer missing");
      }
      if (target.hasRemaining()) {
        return got == 0
            ? Attempt.BLOCKED
            : isDrained() ? Attempt.PROGRESS_THEN_BLOCKED : Attempt.PROGRESS;
      }
      return Attempt.DONE;
    }

    @Override
    @Nullable Void result() {
      return null;
    }
  }
}
