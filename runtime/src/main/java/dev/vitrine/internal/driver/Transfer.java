package dev.vitrine.internal.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Moves bytes between a connected socket that does not block and buffers, and closes the socket.
///
/// - **Threads:** any; one at a time reads and one writes.
public sealed interface Transfer permits Transfer.OfChannel, DescriptorTransfer {

  /// One call moves no more than this: the JDK copies through a direct buffer of the size that is
  /// asked for.
  int MOST_BYTES = 128 * 1024;

  /// How much one call with this buffer asks the system to move.
  static int asked(ByteBuffer buffer) {
    return Math.min(buffer.remaining(), MOST_BYTES);
  }

  /// Reads up to [#MOST_BYTES].
  ///
  /// @param target has room
  /// @param memory the calling thread's
  /// @return the number of bytes, 0 if it would block, -1 at the end
  /// @throws java.nio.channels.ClosedChannelException after [#close]
  int read(ByteBuffer target, CallMemory memory) throws IOException;

  /// Writes up to [#MOST_BYTES].
  ///
  /// @param memory the calling thread's
  /// @return the number of bytes, 0 if it would block
  /// @throws java.nio.channels.ClosedChannelException after [#close] and [#shutdownOutput]
  int write(ByteBuffer source, CallMemory memory) throws IOException;

  void shutdownOutput() throws IOException;

  void close() throws IOException;

  boolean isOpen();

  /// By the JDK's channel.
  record OfChannel(SocketChannel channel) implements Transfer {
    @Override
    public int read(ByteBuffer target, CallMemory memory) throws IOException {
      int end = cut(target);
      try {
        return channel.read(target);
      } finally {
        target.limit(end);
      }
    }

    @Override
    public int write(ByteBuffer source, CallMemory memory) throws IOException {
      int end = cut(source);
      try {
        return channel.write(source);
      } finally {
        source.limit(end);
      }
    }

    /// Leaves no more than one call moves.
    ///
    /// @return the limit it had
    private static int cut(ByteBuffer buffer) {
      int end = buffer.limit();
      buffer.limit(buffer.position() + asked(buffer));
      return end;
    }

    @Override
    public void shutdownOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }
  }
}
