package vitrine.bench.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import vitrine.bench.harness.Uninterrupted;

/// One server under the load of the program in C.
final class EchoRun {
  private static final int MESSAGE = 64;
  private static final long START_MILLIS = 10_000;
  private static final long POLL_MILLIS = 20;

  /// How often the connections are made anew while the server warms up. What serves a connection
  /// that was there before its code was compiled may be slower for as long as that lasts: the JVM
  /// suspends and resumes an interpreted frame by a slow path.
  private static final int WARMING = 3;

  /// How long the connections that are measured are used before.
  private static final double SETTLING_SECONDS = 0.5;

  private final String load;

  /// @param load the program that makes the load
  EchoRun(String load) {
    this.load = load;
  }

  /// Starts `column`'s server, warms it up under the load, and measures.
  Shell.Outcome run(Column column, String connections, double warmSeconds, double seconds) {
    Path output = Shell.temporary();
    try {
      int port = freePort();
      Process server = Shell.start(column.command("echo", Integer.toString(port)), output);
      try {
        if (!accepts(server, port)) {
          return new Shell.Outcome.Failed("the server does not accept connections");
        }
        for (int i = 0; i < WARMING; i++) {
          Shell.Outcome warmed = load(port, connections, warmSeconds / WARMING, 0);
          if (warmed instanceof Shell.Outcome.Failed) {
            return warmed;
          }
        }
        return load(port, connections, seconds, SETTLING_SECONDS);
      } finally {
        Shell.stop(server);
      }
    } catch (IOException e) {
      return new Shell.Outcome.Failed(e.toString());
    } finally {
      Shell.delete(output);
    }
  }

  private Shell.Outcome load(int port, String connections, double seconds, double settlingSeconds) {
    return Shell.run(
        List.of(
            load,
            "127.0.0.1",
            Integer.toString(port),
            connections,
            Integer.toString(MESSAGE),
            Double.toString(seconds),
            Double.toString(settlingSeconds)),
        (long) (settlingSeconds + seconds) + 30);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(Process server, int port) {
    long end = System.nanoTime() + START_MILLIS * 1_000_000;
    while (server.isAlive() && System.nanoTime() - end < 0) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return true;
      } catch (IOException notYet) {
        Uninterrupted.run(() -> Thread.sleep(POLL_MILLIS));
      }
    }
    return false;
  }
}
