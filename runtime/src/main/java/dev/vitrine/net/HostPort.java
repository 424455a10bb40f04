package dev.vitrine.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// A host, by name or number, and a port.
record HostPort(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /// Reads `localhost:8080`, `127.0.0.1:8080` or `[::1]:8080`.
  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.indexOf(':') >= 0 != bracketed) {
      throw refused(text);
    }
    return new HostPort(host, parsePort(text, text.substring(colon + 1)));
  }

  private static int parsePort(String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw refused(text);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "an address is host:port or [IPv6]:port with a port of 0 to "
            + MAX_PORT
            + ": address="
            + text);
  }

  /// The address itself, if the host is given by number.
  Optional<InetSocketAddress> literal() {
    try {
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
