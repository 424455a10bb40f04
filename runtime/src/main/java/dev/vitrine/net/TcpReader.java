package dev.vitrine.net;

import dev.vitrine.future.Async;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The receiving side of a TCP connection.
///
/// - **Threads:** one task reads at a time.
/// - **Errors:** operations fail with an [java.io.UncheckedIOException], whose cause is a
///   [java.nio.channels.ClosedChannelException] when this side has closed the connection; with a
///   [dev.vitrine.future.RuntimeShutdownException] when the runtime has been closed.
public interface TcpReader {

  /// Reads what has arrived into `target`, at least one byte; waits if there is none.
  ///
  /// - **Cancellation:** safe; nothing has been read then.
  ///
  /// @param target belongs to the operation until it ends; if it is full, the answer is 0 at once
  /// @return the number of bytes, or -1 when the peer has ended the stream
  Async<Integer> read(ByteBuffer target);

  /// Reads until `target` is full.
  ///
  /// - **Cancellation:** loses data: what has been read so far is in `target`, up to its position.
  ///
  /// @return fails with an [java.io.EOFException] as cause when the stream ends before that
  Async<@Nullable Void> readExact(ByteBuffer target);

  /// Reads what has arrived into `target` and leaves it to be read once more; waits if there is
  /// none.
  ///
  /// What is peeked at is taken from the system and kept in a buffer of this connection, 64 KiB at
  /// most, until it is read.
  ///
  /// - **Cancellation:** safe.
  ///
  /// @return the number of bytes, or -1 when the peer has ended the stream
  Async<Integer> peek(ByteBuffer target);
}
