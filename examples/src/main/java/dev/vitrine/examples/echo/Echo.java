package dev.vitrine.examples.echo;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.examples.Arguments;
import dev.vitrine.net.TcpListener;
import dev.vitrine.net.TcpStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// An echo server: what comes in goes back.
///
/// In the console: one task a connection, nearly always idle in `TcpStream.read`; polls, wakes and
/// messages are about as many; the workers share the load by stealing. `c` shows that all of them
/// were spawned at one line.
public final class Echo {
  private static final String USAGE = "echo [--port N] [--load CONNECTIONS] [--message BYTES]";

  private final LongAdder bytes = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final int messageBytes;

  private Echo(int messageBytes) {
    this.messageBytes = messageBytes;
  }

  public static void main(String[] args) {
    var arguments = Arguments.of(USAGE, args, List.of("port", "load", "message"), 0);
    int load = arguments.number("load", 0, 50, 1, 10_000);
    int port = arguments.number("port", load > 0 ? 0 : 8080, 8080, 0, 65_535);
    var echo = new Echo(arguments.number("message", 64, 64, 1, 1 << 20));
    Runtime.getRuntime().addShutdownHook(new Thread(echo::report));
    try (var runtime = AsyncRuntime.multiThread().enableAll().name("echo").build()) {
      runtime.blockOn(() -> echo.serve(port, load));
    }
  }

  private void serve(int port, int load) {
    TcpListener listener = listen(port);
    int bound = listener.localAddress().getPort();
    System.out.println("echo server on port " + bound);
    if (load > 0) {
      Load.start(bound, load, messageBytes);
    }
    while (true) {
      var socket = listener.accept().await();
      connections.increment();
      spawn("conn " + socket.remoteAddress().getPort(), () -> echo(socket));
    }
  }

  private static TcpListener listen(int port) {
    try {
      return TcpListener.bind("127.0.0.1:" + port).await();
    } catch (UncheckedIOException taken) {
      System.err.println(
          "echo can not listen on port "
              + port
              + ", try another one with --port: "
              + taken.getCause());
      Runtime.getRuntime().halt(1);
      throw taken;
    }
  }

  private void echo(TcpStream socket) {
    try (socket) {
      var buffer = ByteBuffer.allocate(16 * 1024);
      while (socket.read(buffer).await() != -1) {
        int count = buffer.flip().remaining();
        socket.writeAll(buffer).await();
        bytes.add(count);
        buffer.clear();
      }
    } catch (UncheckedIOException gone) {
      // the client has reset the connection; its task ends, the others go on
    }
  }

  private void report() {
    System.out.printf(
        "echoed %d messages of %d bytes (%d bytes) on %d connections%n",
        bytes.sum() / messageBytes, messageBytes, bytes.sum(), connections.sum());
  }
}
