package dev.vitrine.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/// Where the programs of the tests are, and which ports are free for them.
final class Paths {
  private Paths() {}

  /// The launcher of this repository.
  static String vitrine() {
    return root().resolve("vitrine").toString();
  }

  /// The stock console.
  static String tokioConsole() {
    return System.getProperty("interop.tokioConsole", "tokio-console");
  }

  /// `interop/rust-console-app`, built.
  static String rustApp() {
    return System.getProperty("interop.rustApp", "rust-console-app");
  }

  static Path root() {
    return Path.of(System.getProperty("interop.root", "..")).toAbsolutePath().normalize();
  }

  /// A port that nobody listened on a moment ago.
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
