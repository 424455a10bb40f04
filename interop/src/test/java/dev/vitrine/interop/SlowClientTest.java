package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Clients that ask for everything and never read an answer, while tasks come and go as fast as the
/// machine can, about a million a second where it is not busy with other things.
///
/// Memory is what the heap holds right after a full collection, which the program does once a
/// second, and the least of ten such seconds: what is kept, without what only waits to be
/// collected.
@Tag("interop")
final class SlowClientTest {
  private static final Pattern REPORT = Pattern.compile("finished (\\d+) used (\\d+)");
  private static final int CLIENTS = 8;
  private static final int SECONDS = 10;

  /// What each such client may cost at most: 10,000 finished tasks that it has not been told of,
  /// some 3 KB each with their histograms.
  private static final long MOST_BYTES = 40 << 20;

  /// A machine that is busy with other things manages a part of a million.
  private static final long FEWEST_PER_SECOND = 100_000;

  /// What the heap may differ by between two times at which the same is kept.
  private static final long NOISE_BYTES = 60 << 20;

  private record Report(long finished, long used) {
    static Report of(String line) {
      var match = REPORT.matcher(line);
      if (!match.matches()) {
        throw new AssertionError(line);
      }
      return new Report(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)));
    }
  }

  @Test
  void neitherMemoryNorThroughputNorOtherClientsSuffer() throws Exception {
    int port = Paths.freePort();
    String address = "127.0.0.1:" + port;
    var deaf = new ArrayList<Socket>();
    try (var program = Subject.start(address, "churn")) {
      // What one watcher has the program keep is no cost of a slow one.
      deaf.add(subscribe(port));
      var before = window(program);
      for (int i = 1; i < CLIENTS; i++) {
        deaf.add(subscribe(port));
      }
      var after = window(program);
      var later = window(program);
      System.out.printf(
          "slow clients: with one %s, with %d %s, then %s%n", before, CLIENTS, after, later);
      assertTrue(
          after.used() - before.used() < CLIENTS * MOST_BYTES, () -> before + " then " + after);
      // All have filled up what is kept for them within a second. Nothing is added for them since.
      assertTrue(later.used() - after.used() < NOISE_BYTES, () -> after + " then " + later);
      assertTrue(later.finished() > before.finished() / 4, () -> before + " then " + later);
      assertTrue(before.finished() > SECONDS * FEWEST_PER_SECOND, before::toString);

      var top = Vitrine.top(address);
      assertTrue(top.getAsJsonArray("tasks").size() > 0, top::toString);
      for (var socket : deaf) {
        socket.close();
      }
      report(program, seen(program).size() + 2);
      assertEquals(1, program.program().err().lines().count(), program.program()::describe);
    } finally {
      for (var socket : deaf) {
        socket.close();
      }
    }
  }

  /// How many tasks end in the next seconds, and the least heap that is in use meanwhile: what the
  /// program keeps between two looks of a watcher comes and goes.
  private static Report window(Subject program) {
    int start = seen(program).size() + 2; // those who have just come are served by then
    long first = report(program, start).finished();
    long used = Long.MAX_VALUE;
    for (int i = 1; i <= SECONDS; i++) {
      used = Math.min(used, report(program, start + i).used());
    }
    return new Report(report(program, start + SECONDS).finished() - first, used);
  }

  /// The report of that number, counted from 1.
  private static Report report(Subject program, int number) {
    var all =
        Await.until(
            "report " + number,
            Vitrine.PATIENCE,
            () -> seen(program),
            reports -> reports.size() >= number);
    return Report.of(all.get(number - 1));
  }

  private static List<String> seen(Subject program) {
    return program.program().out().lines().filter(line -> REPORT.matcher(line).matches()).toList();
  }

  /// Calls `WatchUpdates` in HTTP/2 by hand, and leaves what comes back where it is.
  private static Socket subscribe(int port) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    var out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(out, 4, 0, 0, new byte[0]);
    var headers = new ByteArrayOutputStream();
    headers.write(0x83); // :method POST
    headers.write(0x86); // :scheme http
    header(headers, ":path", "/rs.tokio.console.instrument.Instrument/WatchUpdates");
    header(headers, ":authority", "127.0.0.1:" + port);
    header(headers, "te", "trailers");
    header(headers, "content-type", "application/grpc");
    frame(out, 1, 0x4, 1, headers.toByteArray()); // END_HEADERS
    frame(out, 0, 0x1, 1, new byte[5]); // an empty message, END_STREAM
    out.flush();
    return socket;
  }

  /// A literal that no table keeps.
  private static void header(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (var text : List.of(name, value)) {
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    int length = payload.length;
    out.write(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
    out.write(new byte[] {(byte) type, (byte) flags, 0, 0, 0, (byte) stream});
    out.write(payload);
  }
}
