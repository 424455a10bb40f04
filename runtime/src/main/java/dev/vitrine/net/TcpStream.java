package dev.vitrine.net;

import dev.vitrine.future.Async;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.driver.IoHandle;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A TCP connection.
///
/// - **Threads:** any; one task reads at a time and one writes.
/// - **Cancellation and errors:** as said by [TcpReader] and [TcpWriter].
public final class TcpStream implements TcpReader, TcpWriter, AutoCloseable {
  /// Null once the stream has been taken apart.
  private volatile @Nullable Connection connection;

  TcpStream(Connection connection) {
    this.connection = connection;
  }

  /// Connects to `address`, written as `localhost:8080`, `127.0.0.1:8080` or `[::1]:8080`. A name
  /// is looked up by another thread; its addresses are tried one after the other.
  ///
  /// - **Cancellation:** the attempt is given up and its socket closed.
  ///
  /// @return fails with an [java.io.UncheckedIOException] if no address can be reached
  /// @throws IllegalStateException if there is no runtime with I/O on the calling thread
  /// @throws IllegalArgumentException if `address` is not of that form
  public static Async<TcpStream> connect(String address) {
    IoHandle io = Current.drivers("TcpStream.connect").ioFor("TcpStream.connect");
    return new Connect(io, new Resolve(HostPort.parse(address), io.lookups()));
  }

  /// Connects to `address`, as [#connect(String)] does.
  public static Async<TcpStream> connect(InetSocketAddress address) {
    IoHandle io = Current.drivers("TcpStream.connect").ioFor("TcpStream.connect");
    return new Connect(io, Resolve.address(address, io.lookups()));
  }

  @Override
  public Async<Integer> read(ByteBuffer target) {
    return new ReadOperation.Some(whole(), target, false);
  }

  @Override
  public Async<@Nullable Void> readExact(ByteBuffer target) {
    return new ReadOperation.Exact(whole(), target);
  }

  @Override
  public Async<Integer> peek(ByteBuffer target) {
    return new ReadOperation.Some(whole(), target, true);
  }

  @Override
  public Async<Integer> write(ByteBuffer source) {
    return new WriteOperation.Some(whole(), source);
  }

  @Override
  public Async<@Nullable Void> writeAll(ByteBuffer source) {
    return new WriteOperation.All(whole(), source);
  }

  @Override
  public void shutdownOutput() {
    whole().shutdownOutput();
  }

  /// Two views of this stream, for two branches of one task. The stream stays whole; closing it is
  /// up to its owner.
  public Halves split() {
    Connection whole = whole();
    return new Halves(new OwnedReader(whole, null), new OwnedWriter(whole, null));
  }

  /// The two sides of a stream.
  public record Halves(TcpReader reader, TcpWriter writer) {}

  /// Takes this stream apart into halves with owners of their own, for two tasks. The stream itself
  /// can not be used any more; the connection is closed when both halves are.
  public OwnedHalves intoHalves() {
    Connection whole = whole();
    connection = null;
    var share = new Share();
    return new OwnedHalves(new OwnedReader(whole, share), new OwnedWriter(whole, share));
  }

  /// The two sides of a stream that has been taken apart.
  public record OwnedHalves(OwnedReader reader, OwnedWriter writer) {}

  /// The address of this side.
  public InetSocketAddress localAddress() {
    return whole().localAddress();
  }

  /// The address of the peer.
  public InetSocketAddress remoteAddress() {
    return whole().remoteAddress();
  }

  /// Whether small writes are sent at once instead of being collected (`TCP_NODELAY`).
  public boolean noDelay() {
    return whole().option(StandardSocketOptions.TCP_NODELAY);
  }

  /// Sets whether small writes are sent at once.
  public void noDelay(boolean on) {
    whole().option(StandardSocketOptions.TCP_NODELAY, on);
  }

  /// Whether the system probes a silent peer (`SO_KEEPALIVE`).
  public boolean keepAlive() {
    return whole().option(StandardSocketOptions.SO_KEEPALIVE);
  }

  /// Sets whether the system probes a silent peer.
  public void keepAlive(boolean on) {
    whole().option(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  /// How long the system goes on sending after close (`SO_LINGER`); empty for its default.
  public Optional<Duration> linger() {
    int seconds = whole().option(StandardSocketOptions.SO_LINGER);
    return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  /// Sets how long the system goes on sending after close, in whole seconds; zero resets the
  /// connection.
  ///
  /// @throws IllegalArgumentException if `time` is negative
  public void linger(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("linger can not be negative: time=" + time);
    }
    whole().option(StandardSocketOptions.SO_LINGER, Math.toIntExact(time.toSeconds()));
  }

  /// The size of the system's buffer for what arrives, in bytes.
  public int receiveBufferBytes() {
    return whole().option(StandardSocketOptions.SO_RCVBUF);
  }

  /// Asks for a size of the system's buffer for what arrives; the system may choose another.
  public void receiveBufferBytes(int bytes) {
    whole().option(StandardSocketOptions.SO_RCVBUF, bytes);
  }

  /// The size of the system's buffer for what is sent, in bytes.
  public int sendBufferBytes() {
    return whole().option(StandardSocketOptions.SO_SNDBUF);
  }

  /// Asks for a size of the system's buffer for what is sent; the system may choose another.
  public void sendBufferBytes(int bytes) {
    whole().option(StandardSocketOptions.SO_SNDBUF, bytes);
  }

  /// Closes the connection. Operations that wait fail. A second call does nothing, nor does one
  /// after [#intoHalves].
  @Override
  public void close() {
    Connection whole = connection;
    if (whole != null) {
      whole.close();
    }
  }

  private Connection whole() {
    Connection whole = connection;
    if (whole == null) {
      throw new IllegalStateException("this stream has been taken apart: use the halves");
    }
    return whole;
  }
}
