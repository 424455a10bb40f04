package dev.vitrine.internal.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Moves bytes between a connected socket that does not block and buffers, and closes the socket.
///
/// - **Threads:** any; one at a time reads and one writes.
public sealed interface Transfer permits Transfer.OfChannel, DescriptorTransfer {

  /// @param target has room
  /// @return the number of bytes, 0 if it would block, -1 at the end
  /// @throws java.nio.channels.ClosedChannelException after [#close]
  int read(ByteBuffer target) throws IOException;

  /// @return the number of bytes, 0 if it would block
  /// @throws java.nio.channels.ClosedChannelException after [#close] and [#shutdownOutput]
  int write(ByteBuffer source) throws IOException;

  void shutdownOutput() throws IOException;

  void close() throws IOException;

  boolean isOpen();

  /// By the JDK's channel.
  record OfChannel(SocketChannel channel) implements Transfer {
    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
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
