package dev.vitrine.console.client.connect;

import dev.vitrine.console.client.text.Foreign;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Finds out what listens at an address that does not speak gRPC, by listening and then asking in
/// the plainest HTTP there is.
final class Probe {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int LISTEN_MILLIS = 300;
  private static final int ANSWER_MILLIS = 1_000;
  private static final int MOST_SHOWN = 60;

  private Probe() {}

  /// What it said, for people; empty when nobody listens. Blocks for up to about two seconds.
  static Optional<String> ask(Address.Tcp address) {
    try (var socket = new Socket()) {
      socket.connect(Channels.socketAddress(address), CONNECT_MILLIS);
      String banner = read(socket, LISTEN_MILLIS);
      if (!banner.isEmpty()) {
        return Optional.of("it says \"" + banner + "\"");
      }
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = read(socket, ANSWER_MILLIS);
      return Optional.of(
          answer.isEmpty()
              ? "it accepts connections and says nothing"
              : "it answers \"" + answer + "\"");
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }

  private static String read(Socket socket, int millis) throws IOException {
    socket.setSoTimeout(millis);
    var bytes = new byte[256];
    try {
      InputStream in = socket.getInputStream();
      int length = in.read(bytes);
      return length <= 0 ? "" : shown(new String(bytes, 0, length, StandardCharsets.UTF_8));
    } catch (SocketTimeoutException silent) {
      return "";
    }
  }

  private static String shown(String text) {
    String line = Foreign.clean(text.lines().findFirst().orElse("").strip());
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
  }
}
