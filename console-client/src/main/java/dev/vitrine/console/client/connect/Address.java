package dev.vitrine.console.client.connect;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a console service listens.
public sealed interface Address {
  /// The port that is meant when none is given, that of tokio-console.
  int DEFAULT_PORT = 6669;

  /// Where a service listens unless told otherwise.
  Address DEFAULT = new Tcp("127.0.0.1", DEFAULT_PORT);

  /// A port of a host.
  ///
  /// @param host a name or a number, without brackets
  /// @param port 1 to 65535
  record Tcp(String host, int port) implements Address {
    public Tcp {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port must be 1 to 65535: port=" + port);
      }
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// A Unix socket of this machine.
  ///
  /// @param path an absolute path of a Unix socket
  record Unix(Path path) implements Address {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /// Reads `HOST:PORT`, `http://HOST:PORT`, `unix:PATH` or `file://localhost/PATH`.
  ///
  /// @throws IllegalArgumentException if it is none of these; the message says what an address
  ///   looks like
  static Address parse(String text) {
    if (text.startsWith("unix:")) {
      String path = text.substring(5);
      return unix(path.startsWith("//") ? path.substring(2) : path, text);
    }
    if (text.startsWith("file://")) {
      String rest = text.substring(7);
      if (!rest.startsWith("/") && !rest.startsWith("localhost/")) {
        throw refused(text, "a Unix socket has the host localhost");
      }
      return unix(rest.substring(rest.indexOf('/')), text);
    }
    if (text.startsWith("https://")) {
      throw refused(text, "the service speaks without TLS; forward the port through ssh instead");
    }
    Matcher tcp = TCP.matcher(text);
    if (!tcp.matches()) {
      throw refused(text, "not understood");
    }
    String host = tcp.group("v6") != null ? tcp.group("v6") : tcp.group("host");
    return new Tcp(host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(tcp.group("port")));
  }

  /// `HOST:PORT` with the parts in groups.
  Pattern TCP =
      Pattern.compile(
          "(?:http://)?(?:\\[(?<v6>[0-9a-fA-F:.%]+)]|(?<host>[^:/\\[\\]\\s]*)):(?<port>\\d{1,5})/?");

  private static Address unix(String path, String text) {
    if (path.isEmpty()) {
      throw refused(text, "a path is missing");
    }
    return new Unix(Path.of(path).toAbsolutePath());
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no address ("
            + why
            + "): write HOST:PORT, http://HOST:PORT, unix:PATH or file://localhost/PATH");
  }
}
