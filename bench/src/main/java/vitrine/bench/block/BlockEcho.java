package vitrine.bench.block;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.net.TcpListener;
import dev.vitrine.net.TcpStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import vitrine.bench.workload.Flavour;

/// An echo server of one async block a connection.
final class BlockEcho {
  private BlockEcho() {}

  static int serve(AsyncRuntime runtime, int port) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    TcpListener listener =
        runtime.blockOn(() -> TcpListener.bind(address, Flavour.BACKLOG).await());
    runtime.spawn(() -> accept(listener));
    return listener.localAddress().getPort();
  }

  private static void accept(TcpListener listener) {
    while (true) {
      TcpStream stream = listener.accept().await();
      stream.noDelay(true);
      spawn(() -> echo(stream));
    }
  }

  private static void echo(TcpStream stream) {
    try (stream) {
      var buffer = ByteBuffer.allocateDirect(Flavour.ECHO_BUFFER);
      while (stream.read(buffer).await() != -1) {
        stream.writeAll(buffer.flip()).await();
        buffer.clear();
      }
    } catch (UncheckedIOException gone) {
      // the load generator leaves without a word
    }
  }
}
