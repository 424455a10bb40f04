package dev.vitrine.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.instrument.Operation;
import dev.vitrine.testing.LiveIo;
import dev.vitrine.testing.ManualTask;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "direct buffers: {0}")
@ValueSource(booleans = {false, true})
final class TcpTest {
  /// Whether buffers lie outside the heap, which the system reads and writes without a copy.
  @Parameter boolean direct;

  private final LiveIo live = new LiveIo();
  private final TcpListener listener = ManualTask.now(TcpListener.bind("127.0.0.1:0"));
  private TcpStream client = connect();
  private TcpStream server = ManualTask.run(listener.accept());

  private TcpStream connect() {
    return ManualTask.run(TcpStream.connect(listener.localAddress()));
  }

  @BeforeEach
  void arePeers() {
    assertEquals(client.localAddress(), server.remoteAddress());
  }

  @AfterEach
  void allIsClosed() {
    client.close();
    server.close();
    listener.close();
    live.assertNoChannelLeft();
    live.close();
  }

  private ByteBuffer buffer(int capacity) {
    return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
  }

  private ByteBuffer bytes(byte[] bytes) {
    return buffer(bytes.length).put(bytes).flip();
  }

  private ByteBuffer bytes(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  private void send(TcpWriter to, String text) {
    ManualTask.run(to.writeAll(bytes(text)));
  }

  private String receive(TcpReader from, int count) {
    ByteBuffer buffer = buffer(count);
    ManualTask.run(from.readExact(buffer));
    return text(buffer);
  }

  private static IOException failureOf(ManualTask<?> task) {
    UncheckedIOException failure = assertThrows(UncheckedIOException.class, task::runToEnd);
    return Objects.requireNonNull(failure.getCause());
  }

  @Test
  void readWaitsForData() {
    ByteBuffer buffer = buffer(100);
    var read = ManualTask.pending(server.read(buffer));
    send(client, "hello");
    assertEquals(5, read.runToEnd());
    assertEquals("hello", text(buffer));
  }

  @Test
  void pingPongManyTimes() {
    for (int i = 0; i < 2_000; i++) {
      send(client, "ping");
      assertEquals("ping", receive(server, 4));
      send(server, "pong");
      assertEquals("pong", receive(client, 4));
    }
  }

  @Test
  void endOfStreamIsMinusOneAgainAndAgain() {
    send(client, "last");
    client.shutdownOutput();
    assertEquals("last", receive(server, 4));
    assertEquals(-1, ManualTask.run(server.read(buffer(10))));
    assertEquals(-1, ManualTask.run(server.read(buffer(10))));
    assertEquals(-1, ManualTask.run(server.peek(buffer(10))));
    send(server, "the other way is open");
    assertEquals("the other way is open", receive(client, 21));
  }

  @Test
  void fullBufferReadsNothing() {
    assertEquals(0, ManualTask.now(server.read(buffer(0))));
    assertEquals(0, ManualTask.now(client.write(buffer(0))));
  }

  @Test
  void largeTransferArrivesWhole() {
    byte[] sent = new byte[8 << 20];
    new Random(1).nextBytes(sent);
    ByteBuffer received = buffer(sent.length);
    var write = ManualTask.pending(client.writeAll(bytes(sent)));
    assertTrue(write.operation().isRegistered() || write.isWoken());
    Thread writer = Thread.ofPlatform().start(write::runToEnd);
    ManualTask.run(server.readExact(received));
    byte[] whole = new byte[sent.length];
    received.flip().get(whole);
    assertArrayEquals(sent, whole);
    assertTrue(join(writer));
  }

  private static boolean join(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void largeTransferYieldsWhenTheBudgetIsSpent() {
    var write = ManualTask.of(client.writeAll(buffer(1 << 20))).withBudget(1);
    write.assertPending();
    assertEquals(0, write.budgetLeft());
    assertTrue(write.isWoken());
    write.cancel();
  }

  @Test
  void readExactFailsWhenTheStreamEndsEarly() {
    ByteBuffer buffer = buffer(10);
    var read = ManualTask.pending(server.readExact(buffer));
    send(client, "abc");
    client.shutdownOutput();
    assertInstanceOf(EOFException.class, failureOf(read));
    assertEquals(3, buffer.position());
  }

  @Test
  void peekLeavesTheDataToBeRead() {
    ByteBuffer buffer = buffer(3);
    var peek = ManualTask.pending(server.peek(buffer));
    send(client, "abcdef");
    assertEquals(3, peek.runToEnd());
    assertEquals("abc", text(buffer));
    assertEquals("ab", receive(server, 2));
    ByteBuffer wider = buffer(10);
    assertEquals(4, ManualTask.run(server.peek(wider)));
    assertEquals("cdef", text(wider));
    client.shutdownOutput();
    assertEquals("cdef", receive(server, 4));
    assertEquals(-1, ManualTask.run(server.read(buffer(10))));
  }

  /// The bytes are no longer in the system then, and no event tells of them any more.
  @Test
  void whatAPeekWithRoomToSpareHasSeenIsThereToBeRead() {
    ByteBuffer buffer = buffer(64);
    var peek = ManualTask.pending(server.peek(buffer));
    send(client, "hello");
    assertEquals(5, peek.runToEnd());
    assertEquals(5, ManualTask.now(server.peek(buffer(64))));
    assertEquals(5, ManualTask.now(server.read(buffer(64))));
    var next = ManualTask.pending(server.read(buffer(64)));
    send(client, "!");
    assertEquals(1, next.runToEnd());
  }

  @Test
  void cancelledReadLosesNothing() {
    ByteBuffer buffer = buffer(10);
    var given = ManualTask.pending(server.read(buffer));
    given.cancel();
    send(client, "kept");
    assertEquals("kept", receive(server, 4));
    assertEquals(0, given.wakes());
    assertEquals(0, buffer.position());
  }

  @Test
  void closeWakesThoseThatWait() {
    var read = ManualTask.pending(server.read(buffer(10)));
    var accept = ManualTask.pending(listener.accept());
    server.close();
    server.close();
    listener.close();
    assertTrue(read.isWoken());
    assertInstanceOf(ClosedChannelException.class, failureOf(read));
    assertInstanceOf(ClosedChannelException.class, failureOf(accept));
    assertInstanceOf(
        ClosedChannelException.class, failureOf(ManualTask.of(server.read(buffer(1)))));
    assertThrows(UncheckedIOException.class, server::shutdownOutput);
    assertEquals(-1, ManualTask.run(client.read(buffer(10))));
  }

  @Test
  void closedListenerFreesItsPort() {
    InetSocketAddress address = listener.localAddress();
    listener.close();
    client.close();
    server.close();
    live.assertPortIsFree(address);
  }

  @Test
  void reconnectsWhileAnAcceptIsCancelled() {
    var given = ManualTask.pending(listener.accept());
    given.cancel();
    TcpStream second = connect();
    TcpStream accepted = ManualTask.run(listener.accept());
    assertEquals(second.localAddress(), accepted.remoteAddress());
    second.close();
    accepted.close();
  }

  @Test
  void refusedConnectionFails() {
    InetSocketAddress address = listener.localAddress();
    listener.close();
    live.assertPortIsFree(address);
    assertInstanceOf(ConnectException.class, failureOf(ManualTask.of(TcpStream.connect(address))));
  }

  @Test
  void cancelledConnectClosesItsSocket() {
    // Nobody answers there: the network is reserved for documentation.
    var connect = ManualTask.of(TcpStream.connect("192.0.2.1:9"));
    try {
      if (connect.poll().isPending()) {
        connect.cancel();
      }
    } catch (UncheckedIOException e) {
      // Without a route it fails at once, which closes the socket as well.
    }
  }

  @Test
  void namesAreLookedUp() {
    TcpStream stream =
        ManualTask.run(TcpStream.connect("localhost:" + listener.localAddress().getPort()));
    TcpStream accepted = ManualTask.run(listener.accept());
    stream.close();
    accepted.close();
    var unknown = ManualTask.of(TcpStream.connect("no-such-host.invalid:80"));
    assertInstanceOf(UnknownHostException.class, failureOf(unknown));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        ":80",
        "localhost:",
        "localhost:x",
        "localhost:65536",
        "localhost:-1",
        "::1:80",
        "[::1]"
      })
  void malformedAddressIsRefused(String address) {
    assertThrows(IllegalArgumentException.class, () -> TcpStream.connect(address));
  }

  @Test
  void splitHalvesWorkSideBySide() {
    TcpStream.Halves halves = server.split();
    var read = ManualTask.pending(halves.reader().read(buffer(10)));
    send(halves.writer(), "out");
    assertEquals("out", receive(client, 3));
    send(client, "in");
    assertEquals(2, read.runToEnd());
  }

  @Test
  void ownedHalvesCloseEachTheirSide() {
    TcpStream.OwnedHalves halves = server.intoHalves();
    assertThrows(IllegalStateException.class, () -> server.read(buffer(1)));
    halves.writer().close();
    assertEquals(-1, ManualTask.run(client.read(buffer(1))));
    send(client, "still");
    assertEquals("still", receive(halves.reader(), 5));
    halves.reader().close();
  }

  @Test
  void halvesAreReunitedOnlyWithTheirPair() {
    TcpStream.OwnedHalves halves = server.intoHalves();
    TcpStream.OwnedHalves others = client.intoHalves();
    assertTrue(halves.reader().isPairOf(halves.writer()));
    assertFalse(halves.reader().isPairOf(others.writer()));
    assertThrows(IllegalArgumentException.class, () -> halves.reader().reunite(others.writer()));
    server = halves.reader().reunite(halves.writer());
    client = others.reader().reunite(others.writer());
    assertThrows(IllegalArgumentException.class, () -> halves.reader().reunite(halves.writer()));
    send(client, "whole");
    assertEquals("whole", receive(server, 5));
  }

  @Test
  void optionsAreKept() {
    client.noDelay(true);
    client.keepAlive(true);
    client.linger(Duration.ofSeconds(3));
    client.sendBufferBytes(64 << 10);
    client.receiveBufferBytes(64 << 10);
    assertTrue(client.noDelay());
    assertTrue(client.keepAlive());
    assertEquals(Optional.of(Duration.ofSeconds(3)), client.linger());
    assertTrue(client.sendBufferBytes() >= 64 << 10);
    assertTrue(client.receiveBufferBytes() >= 64 << 10);
    assertEquals(Optional.empty(), server.linger());
  }

  @Test
  void shutdownOfTheDriverFailsThoseThatWaitAndThoseThatCome() {
    var read = ManualTask.pending(server.read(buffer(10)));
    var accept = ManualTask.pending(listener.accept());
    live.shutDown();
    assertTrue(read.isWoken());
    assertThrows(RuntimeShutdownException.class, read::poll);
    assertThrows(RuntimeShutdownException.class, accept::poll);
    assertThrows(RuntimeShutdownException.class, ManualTask.of(client.read(buffer(1)))::poll);
    assertThrows(
        RuntimeShutdownException.class, ManualTask.of(TcpListener.bind("127.0.0.1:0"))::poll);
  }

  @Test
  void showsWhatItWaitsFor() {
    var read = ManualTask.pending(server.read(buffer(10)));
    Operation shown = read.operation();
    assertEquals("TcpStream.read", shown.operation());
    assertEquals("TcpStream", shown.resource().orElseThrow().resourceType());
    assertTrue(shown.isRegistered());
    read.cancel();
    assertFalse(shown.isRegistered());
    var accept = ManualTask.pending(listener.accept());
    assertEquals("TcpListener.accept", accept.operation().operation());
    accept.cancel();
    assertTrue(listener.attributes().toString().contains("accepted"), "attributes");
  }

  @Test
  void idleReadersCostTheDriverNothing() {
    var read = ManualTask.pending(server.read(buffer(10)));
    send(client, "x");
    read.runToEnd();
    // Unread data, writable sockets and finished connects must not keep the selector busy.
    send(client, "unread");
    live.assertDriverRests();
  }

  @Test
  void resetIsToldEachTime() {
    send(client, "unread");
    client.linger(Duration.ZERO);
    var read = ManualTask.of(server.read(buffer(6)));
    assertEquals(6, read.runToEnd());
    client.close();
    for (int i = 0; i < 3; i++) {
      IOException reset = failureOf(ManualTask.of(server.read(buffer(10))));
      assertEquals("Connection reset", reset.getMessage());
    }
    IOException broken = failureOf(ManualTask.of(server.write(buffer(10))));
    assertFalse(broken instanceof ClosedChannelException, () -> "closed: " + broken);
  }

  @Test
  void resetWakesWhoeverWaits() {
    var read = ManualTask.pending(server.read(buffer(10)));
    client.linger(Duration.ZERO);
    client.close();
    assertEquals("Connection reset", failureOf(read).getMessage());
  }

  @Test
  void writeAfterTheOutputIsShutFails() {
    client.shutdownOutput();
    assertInstanceOf(
        ClosedChannelException.class, failureOf(ManualTask.of(client.write(buffer(1)))));
    send(server, "the other way is open");
    assertEquals("the other way is open", receive(client, 21));
  }

  @Test
  void readOnlyBuffersAreWrittenAndNotReadInto() {
    ManualTask.run(client.writeAll(bytes("const").asReadOnlyBuffer()));
    assertEquals("const", receive(server, 5));
    assertThrows(
        IllegalArgumentException.class,
        () -> ManualTask.run(server.read(buffer(5).asReadOnlyBuffer())));
  }

  /// A read ends before urgent data, which is passed over; what follows comes all the same.
  @Test
  void dataAfterUrgentDataArrives() throws IOException {
    try (var plain = new Socket()) {
      plain.connect(listener.localAddress());
      TcpStream accepted = ManualTask.run(listener.accept());
      var read = ManualTask.pending(accepted.readExact(buffer(1)));
      plain.getOutputStream().write('a');
      read.runToEnd();
      for (int i = 0; i < 100; i++) {
        plain.getOutputStream().write(new byte[] {'x', 'y'});
        plain.sendUrgentData('!');
        plain.getOutputStream().write(new byte[] {'z', 'z'});
        assertEquals("xyzz", receive(accepted, 4));
      }
      accepted.close();
    }
  }

  @Test
  void dataAndItsEndTogetherAreBothSeen() {
    for (int i = 0; i < 200; i++) {
      TcpStream from = connect();
      TcpStream to = ManualTask.run(listener.accept());
      var read = ManualTask.pending(to.read(buffer(10)));
      send(from, "end");
      from.shutdownOutput();
      assertEquals(3, read.runToEnd());
      assertEquals(-1, ManualTask.run(to.read(buffer(10))));
      from.close();
      to.close();
    }
  }
}
