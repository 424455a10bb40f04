package dev.vitrine.net;

import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.driver.Transfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/// Writes, once or until the buffer is empty.
abstract class WriteOperation<T extends @Nullable Object> extends SocketOperation<T> {
  final ByteBuffer source;
  private final Transfer transfer;

  private WriteOperation(String name, Connection connection, ByteBuffer source) {
    super(name, connection, connection.source(), SelectionKey.OP_WRITE);
    this.source = source;
    transfer = connection.transfer();
  }

  /// One system call.
  ///
  /// @return how many bytes the system took
  final int writeOnce() throws IOException {
    return transfer.write(source, Current.callMemory());
  }

  /// Writes what the system takes.
  static final class Some extends WriteOperation<Integer> {
    private int written;

    Some(Connection connection, ByteBuffer source) {
      super("TcpStream.write", connection, source);
    }

    @Override
    Attempt attempt(int seen) throws IOException {
      if (!source.hasRemaining()) {
        return Attempt.DONE;
      }
      written = writeOnce();
      return written == 0 ? Attempt.BLOCKED : Attempt.DONE;
    }

    @Override
    Integer result() {
      return written;
    }
  }

  /// Writes all.
  static final class All extends WriteOperation<@Nullable Void> {
    All(Connection connection, ByteBuffer source) {
      super("TcpStream.writeAll", connection, source);
    }

    @Override
    Attempt attempt(int seen) throws IOException {
      if (!source.hasRemaining()) {
        return Attempt.DONE;
      }
      int written = writeOnce();
      if (source.hasRemaining()) {
        return written == 0 ? Attempt.BLOCKED : Attempt.PROGRESS;
      }
      return Attempt.DONE;
    }

    @Override
    @Nullable Void result() {
      return null;
    }
  }
}
