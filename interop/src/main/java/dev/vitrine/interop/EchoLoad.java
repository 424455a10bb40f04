package dev.vitrine.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/// Clients of an echo server. Each sends a message of random bytes, waits until as many are back,
/// compares them, and goes again. Closing it closes the connections.
final class EchoLoad implements AutoCloseable {
  private static final int STUCK_MILLIS = 60_000;

  private final List<Socket> sockets = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LongAdder messages = new LongAdder();
  private final int messageBytes;

  private EchoLoad(int messageBytes) {
    this.messageBytes = messageBytes;
  }

  static EchoLoad connect(int port, int clients, int messageBytes) throws IOException {
    var load = new EchoLoad(messageBytes);
    for (int i = 0; i < clients; i++) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(STUCK_MILLIS);
      load.sockets.add(socket);
    }
    return load;
  }

  /// Sends for a while, and returns when the last message is back.
  ///
  /// @throws AssertionError if a byte did not come back, or another one did
  void run(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    var clients = new ArrayList<Future<?>>();
    for (int i = 0; i < sockets.size(); i++) {
      var socket = sockets.get(i);
      var random = new Random(i);
      clients.add(
          threads.submit(
              () -> {
                while (System.nanoTime() - end < 0) {
                  exchange(socket, random);
                }
                return null;
              }));
    }
    for (var client : clients) {
      try {
        client.get();
      } catch (ExecutionException e) {
        throw new AssertionError("a client failed", e.getCause());
      }
    }
  }

  private void exchange(Socket socket, Random random) throws IOException {
    byte[] message = new byte[messageBytes];
    random.nextBytes(message);
    socket.getOutputStream().write(message);
    byte[] back = socket.getInputStream().readNBytes(messageBytes);
    if (!Arrays.equals(message, back)) {
      throw new IOException("sent " + messageBytes + " bytes, got others: " + back.length);
    }
    messages.increment();
  }

  /// How many messages are back.
  long messages() {
    return messages.sum();
  }

  @Override
  public void close() {
    for (var socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    threads.close();
  }
}
