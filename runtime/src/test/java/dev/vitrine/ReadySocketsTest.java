package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.net.TcpListener;
import dev.vitrine.net.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A busy worker leaves the sockets alone until it has served those that were ready, but not its
/// timers.
final class ReadySocketsTest {
  private static final int CLIENTS = 200; // more than three intervals between looks at the drivers
  private static final int GREETING = 1;
  private static final int QUESTION = 2;

  private final AsyncRuntime runtime = AsyncRuntime.multiThread().workers(1).enableAll().build();
  private final List<Socket> clients = new ArrayList<>();
  private final AtomicInteger served = new AtomicInteger();
  private volatile Runnable onFirst = () -> {};
  private volatile Runnable onSecond = () -> {};

  /// Afterwards every connection has a task that waits to read.
  @BeforeEach
  void connect() throws IOException {
    TcpListener listener = runtime.blockOn(() -> TcpListener.bind("127.0.0.1:0").await());
    runtime.spawn(() -> serve(listener));
    InetSocketAddress address = listener.localAddress();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Socket(address.getAddress(), address.getPort()));
    }
    sendToAll(GREETING);
    receiveFromAll(GREETING);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    runtime.close();
  }

  private void serve(TcpListener listener) {
    while (true) {
      TcpStream stream = listener.accept().await();
      spawn(() -> echo(stream));
    }
  }

  private void echo(TcpStream stream) {
    try (stream) {
      var buffer = ByteBuffer.allocate(1);
      while (stream.read(buffer).await() != -1) {
        if (buffer.flip().get(0) == QUESTION) {
          int before = served.getAndIncrement();
          (before == 0 ? onFirst : before == 1 ? onSecond : (Runnable) () -> {}).run();
        }
        stream.writeAll(buffer).await();
        buffer.clear();
      }
    }
  }

  private void sendToAll(int message) throws IOException {
    for (Socket client : clients) {
      client.getOutputStream().write(message);
    }
  }

  private void receiveFromAll(int message) throws IOException {
    for (Socket client : clients) {
      assertEquals(message, client.getInputStream().read());
    }
  }

  /// Lets the worker find all questions at once.
  ///
  /// @return how many events it has seen before them
  private long askAll() throws Exception {
    var entered = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    runtime.spawn(
        () -> {
          entered.countDown();
          left.await();
        });
    entered.await();
    long events = events();
    sendToAll(QUESTION);
    left.countDown();
    return events;
  }

  private long events() {
    return runtime.view().io().orElseThrow().events();
  }

  @Test
  void eachIsReportedOnceHoweverLongItsTaskWaitsForItsPoll() throws Exception {
    long before = askAll();
    receiveFromAll(QUESTION);

    assertEquals(CLIENTS, events() - before);
  }

  @Test
  void aTimerFiresBeforeAllOfThemHaveBeenServed() throws Exception {
    var servedBefore = new CompletableFuture<Integer>();
    onFirst =
        () ->
            spawn(
                () -> {
                  sleep(Duration.ofMillis(1)).await();
                  servedBefore.complete(served.get());
                });
    onSecond = () -> burn(Duration.ofMillis(5));

    askAll();
    receiveFromAll(QUESTION);

    assertTrue(servedBefore.get() < CLIENTS, () -> "served before: " + servedBefore.join());
  }

  /// Keeps the worker until the timer is due.
  private static void burn(Duration time) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      Thread.onSpinWait();
    }
  }
}
