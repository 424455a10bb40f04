package dev.vitrine.examples.assembled;

import static dev.vitrine.time.Time.sleep;

import dev.vitrine.examples.Arguments;
import dev.vitrine.net.TcpListener;
import dev.vitrine.net.TcpStream;
import dev.vitrine.park.CurrentThread;
import dev.vitrine.park.Enter;
import dev.vitrine.park.Reactor;
import dev.vitrine.park.Timer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A current-thread runtime assembled from its parts: a reactor that waits for sockets, a timer on
/// it, a layer of our own that does a bit of work whenever there is nothing else to do, and an
/// executor on top.
///
/// In the console: one runtime of the flavour "assembled" with one worker that is driving nearly
/// all the time; the tasks wait in sockets and sleeps as in any other runtime. The program prints
/// how often its own layer found time for housekeeping.
public final class AssembledRuntime {
  private AssembledRuntime() {}

  public static void main(String[] args) {
    int rounds =
        Arguments.of("assembled-runtime [ROUNDS]", args, List.of(), 1).number(0, 300, 1, 1_000_000);
    var reactor = new Reactor();
    var timer = new Timer(reactor);
    var idle = new Housekeeping(timer);
    try (var executor = CurrentThread.on("assembled", idle);
        var enter = Enter.enter().bind(reactor.handle()).bind(timer.handle())) {
      executor.blockOn(enter, () -> talk(executor, rounds));
      executor.run(enter); // the echo task that is left
    }
    System.out.println(
        "housekeeping was done " + idle.rounds() + " times while the program waited");
  }

  private static Object talk(CurrentThread executor, int rounds) {
    var listener = TcpListener.bind("127.0.0.1:0").await();
    var client = TcpStream.connect(listener.localAddress());
    executor.spawn(
        () -> {
          try (var socket = listener.accept().await()) {
            echo(socket);
          }
          return null;
        });
    try (var socket = client.await()) {
      for (int i = 0; i < rounds; i++) {
        socket.writeAll(StandardCharsets.UTF_8.encode("hello")).await();
        var back = ByteBuffer.allocate(5);
        socket.readExact(back).await();
        sleep(Duration.ofMillis(100)).await();
      }
    }
    return rounds;
  }

  private static void echo(TcpStream socket) {
    var buffer = ByteBuffer.allocate(1024);
    while (socket.read(buffer).await() != -1) {
      socket.writeAll(buffer.flip()).await();
      buffer.clear();
    }
  }
}
