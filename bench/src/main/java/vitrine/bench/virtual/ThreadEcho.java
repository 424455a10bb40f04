package vitrine.bench.virtual;

import static java.lang.Thread.startVirtualThread;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import vitrine.bench.workload.Flavour;

/// An echo server of one virtual thread a connection, on channels in blocking mode: with them it
/// was a little faster than with the streams of a `Socket`.
final class ThreadEcho {
  private @Nullable ServerSocketChannel server;

  int serve(int port) {
    try {
      var opened = ServerSocketChannel.open();
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Flavour.BACKLOG);
      server = opened;
      startVirtualThread(() -> accept(opened));
      return ((InetSocketAddress) opened.getLocalAddress()).getPort();
    } catch (IOException e) {
      throw new UncheckedIOException("can not listen on port " + port, e);
    }
  }

  void close() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void accept(ServerSocketChannel server) {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        startVirtualThread(() -> echo(channel));
      }
    } catch (IOException closed) {
      // the server has been closed
    }
  }

  private static void echo(SocketChannel channel) {
    try (channel) {
      var buffer = ByteBuffer.allocateDirect(Flavour.ECHO_BUFFER);
      while (channel.read(buffer) != -1) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException gone) {
      // the load generator leaves without a word
    }
  }
}
