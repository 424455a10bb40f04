package dev.vitrine.console.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/// Where a console service is asked to listen.
sealed interface ConsoleAddress {
  /// The port of tokio-console.
  int DEFAULT_PORT = 6669;

  // What fits into the kernel's address of a Unix socket, the end mark excepted.
  int LONGEST_PATH_BYTES = 107;

  /// [#DEFAULT_PORT] of the loopback interface, or any free port when that is taken.
  record Auto() implements ConsoleAddress {}

  /// A port of this machine.
  ///
  /// @param port 0 for any free one
  record Tcp(InetAddress host, int port) implements ConsoleAddress {
    @Override
    public String toString() {
      String text = host.getHostAddress();
      return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
    }
  }

  /// A Unix socket.
  ///
  /// @param path absolute
  record Unix(Path path) implements ConsoleAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /// Takes `HOST:PORT`, `unix:PATH` and `auto`.
  ///
  /// @throws IllegalArgumentException if it is none of them, or reaches further than this machine;
  ///   the message says what to write
  static ConsoleAddress parse(String text) {
    String wanted = text.strip();
    if (wanted.equalsIgnoreCase("auto")) {
      return new Auto();
    }
    return wanted.toLowerCase(Locale.ROOT).startsWith("unix:")
        ? unix(wanted.substring("unix:".length()))
        : tcp(wanted);
  }

  private static Unix unix(String path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("unix: needs a path, such as unix:/tmp/vitrine.sock");
    }
    Path absolute;
    try {
      absolute = Path.of(path).toAbsolutePath().normalize();
    } catch (InvalidPathException wrong) {
      throw new IllegalArgumentException("unix:" + path + ": " + wrong.getReason(), wrong);
    }
    int bytes = absolute.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_PATH_BYTES) {
      throw new IllegalArgumentException(
          "unix:"
              + path
              + ": the path has "
              + bytes
              + " bytes; a socket's may have "
              + LONGEST_PATH_BYTES);
    }
    return new Unix(absolute);
  }

  private static Tcp tcp(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw new IllegalArgumentException(
          "\"" + text + "\": write an IPv6 address in brackets, such as [::1]:" + DEFAULT_PORT);
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no address: write HOST:PORT such as 127.0.0.1:"
              + DEFAULT_PORT
              + ", unix:PATH, auto or off");
    }
    return new Tcp(loopback(text, host), port(text, text.substring(colon + 1)));
  }

  private static int port(String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException _) {
      // Answered below.
    }
    throw new IllegalArgumentException(
        "\"" + text + "\": the port must be 0 (any) to 65535, not \"" + digits + "\"");
  }

  private static InetAddress loopback(String text, String host) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(
          "\"" + text + "\": there is no host \"" + host + "\"", unknown);
    }
    if (!address.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" could be reached from other machines, and the console has neither encryption nor"
              + " passwords: use 127.0.0.1:PORT or unix:PATH, and forward it with ssh -L");
    }
    return address;
  }
}
