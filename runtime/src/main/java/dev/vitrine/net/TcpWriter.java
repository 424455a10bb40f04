package dev.vitrine.net;

import dev.vitrine.future.Async;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The sending side of a TCP connection.
///
/// - **Threads:** one task writes at a time.
/// - **Errors:** operations fail with an [java.io.UncheckedIOException], whose cause is a
///   [java.nio.channels.ClosedChannelException] when this side has closed the connection; with a
///   [dev.vitrine.future.RuntimeShutdownException] when the runtime has been closed.
public interface TcpWriter {

  /// Writes as much of `source` as the system takes, at least one byte; waits if it takes none.
  ///
  /// - **Cancellation:** safe; nothing has been written then.
  ///
  /// @param source belongs to the operation until it ends
  /// @return the number of bytes; 0 only if there were none to write
  Async<Integer> write(ByteBuffer source);

  /// Writes all of `source`.
  ///
  /// - **Cancellation:** what has been written is on its way; the position of `source` tells how
  ///   much that is.
  Async<@Nullable Void> writeAll(ByteBuffer source);

  /// Tells the peer that nothing more will come; it reads the end of the stream. Does not wait.
  ///
  /// @throws java.io.UncheckedIOException if the connection is closed
  void shutdownOutput();
}
