package vitrine.bench.workload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import vitrine.bench.harness.Job;

/// A load for an echo server inside the same process: each run sends one message on every
/// connection, then takes all answers. `bench/compare` uses a program in C, which disturbs less.
public final class EchoClient implements Job {
  private static final int MESSAGE = 64;

  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE);
  private byte seed;

  public EchoClient(int port, int connections) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channels.add(channel);
    }
  }

  @Override
  public long run() throws IOException {
    for (int i = 0; i < channels.size(); i++) {
      buffer.clear();
      while (buffer.hasRemaining()) {
        buffer.put((byte) (seed + i));
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        channels.get(i).write(buffer);
      }
    }
    for (int i = 0; i < channels.size(); i++) {
      buffer.clear();
      while (buffer.hasRemaining()) {
        if (channels.get(i).read(buffer) == -1) {
          throw new IOException("the server has closed connection " + i);
        }
      }
      for (int k = 0; k < MESSAGE; k++) {
        if (buffer.get(k) != (byte) (seed + i)) {
          throw new IOException("what came back on connection " + i + " is not what was sent");
        }
      }
    }
    seed++;
    return channels.size();
  }

  @Override
  public void close() {
    for (SocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // it has carried all its messages
      }
    }
  }
}
