package dev.vitrine.net;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.driver.IoSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A TCP socket that accepts connections.
///
/// - **Threads:** any; several tasks may accept.
public final class TcpListener implements Resource, AutoCloseable {
  private static final int BACKLOG = 1024;

  private final long resourceId = Resources.nextId();
  private final @Nullable Location madeAt;
  private final IoHandle io;
  private final ServerSocketChannel channel;
  private final IoSource source;
  private final InetSocketAddress local;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LongAdder accepted = new LongAdder();

  private TcpListener(
      IoHandle io, ServerSocketChannel channel, IoSource source, @Nullable Location madeAt)
      throws IOException {
    this.io = io;
    this.channel = channel;
    this.source = source;
    this.madeAt = madeAt;
    local = (InetSocketAddress) channel.getLocalAddress();
    Resources.made(this);
  }

  /// Binds to `address`, written as `localhost:8080`, `127.0.0.1:8080` or `[::1]:8080`; port 0
  /// takes any that is free. A name is looked up by another thread; the first of its addresses that
  /// can be bound is taken.
  ///
  /// - **Cancellation:** safe; nothing is bound then.
  ///
  /// @return fails with an [UncheckedIOException] if no address can be bound
  /// @throws IllegalStateException if there is no runtime with I/O on the calling thread
  /// @throws IllegalArgumentException if `address` is not of that form
  public static Async<TcpListener> bind(String address) {
    IoHandle io = Current.drivers("TcpListener.bind").ioFor("TcpListener.bind");
    return new Bind(
        io, new Resolve(HostPort.parse(address), io.lookups()), BACKLOG, Resources.caller());
  }

  /// Binds to `address`, as [#bind(String)] does.
  public static Async<TcpListener> bind(InetSocketAddress address) {
    return bind(address, BACKLOG);
  }

  /// Binds to `address`, as [#bind(String)] does.
  ///
  /// @param backlog how many connections the system may hold that have not been accepted yet; at
  ///   least 1
  public static Async<TcpListener> bind(InetSocketAddress address, int backlog) {
    if (backlog < 1) {
      throw new IllegalArgumentException("the backlog must be at least 1: backlog=" + backlog);
    }
    IoHandle io = Current.drivers("TcpListener.bind").ioFor("TcpListener.bind");
    return new Bind(io, Resolve.address(address, io.lookups()), backlog, Resources.caller());
  }

  static TcpListener open(
      IoHandle io, InetSocketAddress address, int backlog, @Nullable Location madeAt)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEADDR) && !isWindows()) {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      channel.bind(address, backlog);
      IoSource source = io.register(channel, SelectionKey.OP_ACCEPT, "TcpListener.bind");
      return new TcpListener(io, channel, source, madeAt);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// There the option would let others take the port.
  private static boolean isWindows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }

  /// Waits for a connection.
  ///
  /// - **Cancellation:** safe; no connection is lost.
  ///
  /// @return fails with an [UncheckedIOException], whose cause is a
  ///   [java.nio.channels.ClosedChannelException] when the listener has been closed; with a
  ///   [dev.vitrine.future.RuntimeShutdownException] when the runtime has been closed. After
  ///   another failure, such as too many open files, the listener still works.
  public Async<TcpStream> accept() {
    return new Accept();
  }

  /// The address that it is bound to, with the port that was taken.
  public InetSocketAddress localAddress() {
    return local;
  }

  /// Closes the socket. Operations that wait fail. A second call does nothing.
  ///
  /// The system frees the port when the driver comes round, which it is told to do at once.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("TcpListener.close: " + e.getMessage(), e);
      } finally {
        source.deregister();
        Resources.gone(this);
      }
    }
  }

  @Override
  public long resourceId() {
    return resourceId;
  }

  @Override
  public String resourceType() {
    return "TcpListener";
  }

  @Override
  public Kind resourceKind() {
    return Kind.NET;
  }

  @Override
  public Optional<Location> madeAt() {
    return Optional.ofNullable(madeAt);
  }

  @Override
  public List<Attribute> attributes() {
    return List.of(
        Attribute.of("local", local.toString()),
        Attribute.of("accepted", accepted.sum()),
        Attribute.of("open", channel.isOpen()));
  }

  private final class Accept extends SocketOperation<TcpStream> {
    private @Nullable TcpStream stream;

    Accept() {
      super("TcpListener.accept", TcpListener.this, source, SelectionKey.OP_ACCEPT);
    }

    @Override
    Attempt attempt(int seen) throws IOException {
      SocketChannel peer = channel.accept();
      if (peer == null) {
        return Attempt.BLOCKED;
      }
      stream = new TcpStream(Connection.accepted(peer, io, "TcpListener.accept"));
      accepted.increment();
      return Attempt.DONE;
    }

    @Override
    TcpStream result() {
      return Objects.requireNonNull(stream);
    }
  }
}
