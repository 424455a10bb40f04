package dev.vitrine.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/// Reads, once or until the buffer is full, or peeks.
abstract class ReadOperation<T extends @Nullable Object> extends SocketOperation<T> {
  final ByteBuffer target;
  final LookAhead input;

  private ReadOperation(String name, Connection connection, ByteBuffer target) {
    super(name, connection, connection.source(), SelectionKey.OP_READ);
    this.target = target;
    input = connection.lookAhead();
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
      got = peek ? input.peek(target) : input.read(target);
      // What a peek has taken out of the system is still to be read: no event tells of it any more.
      if (!peek && got > 0 && input.isDrained()) {
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
      int got = input.read(target);
      if (got < 0) {
        throw new EOFException(
            "the peer ended the stream with "
                + target.remaining()
                + " bytes of the buffer missing");
      }
      if (target.hasRemaining()) {
        return got == 0
            ? Attempt.BLOCKED
            : input.isDrained() ? Attempt.PROGRESS_THEN_BLOCKED : Attempt.PROGRESS;
      }
      return Attempt.DONE;
    }

    @Override
    @Nullable Void result() {
      return null;
    }
  }
}
