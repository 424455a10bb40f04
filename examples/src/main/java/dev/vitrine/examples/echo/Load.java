package dev.vitrine.examples.echo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/// Clients for the echo server: each sends a message, waits until it has come back whole, and goes
/// again. They run on threads of the JDK, so that the console shows the server alone.
final class Load {
  private static final long PAUSE_MILLIS = 1;

  private Load() {}

  static void start(int port, int connections, int messageBytes) {
    for (int i = 0; i < connections; i++) {
      byte fill = (byte) i;
      Thread.ofVirtual().name("client-" + i).start(() -> client(port, messageBytes, fill));
    }
  }

  private static void client(int port, int messageBytes, byte fill) {
    byte[] message = new byte[messageBytes];
    Arrays.fill(message, fill);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      while (true) {
        socket.getOutputStream().write(message);
        byte[] back = socket.getInputStream().readNBytes(messageBytes);
        if (back.length < messageBytes) {
          return;
        }
        if (!Arrays.equals(message, back)) {
          throw new AssertionError("the echo differs from what was sent");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
