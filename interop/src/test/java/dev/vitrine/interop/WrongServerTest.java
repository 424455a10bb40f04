package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Something else listens where a console was told to look.
@Tag("interop")
final class WrongServerTest {
  private static final int NO_CONNECTION = 3;

  /// Answers whoever connects with the same words, or says nothing and keeps the connection.
  private static final class Garbage implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final String answer;

    Garbage(String answer) {
      this.answer = answer;
      try {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      try {
        while (true) {
          var client = socket.accept();
          clients.add(client);
          if (!answer.isEmpty()) {
            client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
          }
        }
      } catch (IOException closed) {
        // by the end of the test
      }
    }

    String address() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void topSaysWhatAServerOfPlainTextAnswered() throws Exception {
    assertTopSays("SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_9.6");
  }

  @Test
  void topSaysWhatAWebServerAnswered() throws Exception {
    assertTopSays(
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 400");
  }

  @Test
  void topSaysThatASilentServerSaysNothing() throws Exception {
    assertTopSays("", "");
  }

  private static void assertTopSays(String answer, String said) throws Exception {
    try (var garbage = new Garbage(answer);
        var top = Vitrine.start("top", "--once", garbage.address())) {
      assertEquals(NO_CONNECTION, top.awaitExit(Vitrine.PATIENCE), top::describe);
      assertEquals("", top.out());
      assertTrue(
          top.err().contains("something else listens on " + garbage.address()), top::describe);
      assertTrue(top.err().contains(said), top::describe);
    }
  }

  @Test
  void topSaysThatNobodyListens() {
    String address = "127.0.0.1:" + Paths.freePort();
    try (var top = Vitrine.start("top", "--once", "--json", address)) {
      assertEquals(NO_CONNECTION, top.awaitExit(Vitrine.PATIENCE), top::describe);
      assertEquals("", top.out());
      assertTrue(top.err().contains("nobody listens on " + address), top::describe);
      assertTrue(top.err().contains("-Dvitrine.console=auto"), top::describe);
    }
  }

  @Test
  void attachIsNeverBlank() throws Exception {
    for (var answer : List.of("hello, who are you?\n", "")) {
      try (var garbage = new Garbage(answer);
          var console = Console.attach(100, 24, garbage.address())) {
        console.await("who is being asked", screen -> screen.contains(garbage.address()));
        console.await(
            "what the server is",
            screen -> screen.contains("Something else listens") && screen.contains(answer.strip()));
        assertEquals(0, console.quit());
      }
    }
  }
}
