package dev.vitrine.net;

import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.driver.IoSource;
import dev.vitrine.internal.driver.Transfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A connected socket: what a [TcpStream] or its two halves have in common.
final class Connection implements Resource {
  private final SocketChannel channel;
  private final IoSource source;
  private final Transfer transfer;
  private @Nullable LookAhead lookAhead; // the reader's
  private final @Nullable Location madeAt;
  private final AtomicLong resourceId = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final String local;
  private final String peer;

  private Connection(SocketChannel channel, IoHandle io, IoSource source) throws IOException {
    this.channel = channel;
    this.source = source;
    transfer = io.transfer(channel);
    local = String.valueOf(channel.getLocalAddress());
    peer = String.valueOf(channel.getRemoteAddress());
    madeAt = Resources.callerIfWatched();
    Resources.made(this);
  }

  /// The connection of a channel that is registered and connected.
  static Connection of(SocketChannel channel, IoHandle io, IoSource source) throws IOException {
    return new Connection(channel, io, source);
  }

  /// The connection of a channel that has just been accepted; closes it if that fails.
  static Connection accepted(SocketChannel channel, IoHandle io, String operation)
      throws IOException {
    try {
      int assumed = SelectionKey.OP_READ | SelectionKey.OP_WRITE;
      return new Connection(channel, io, io.register(channel, assumed, operation));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Transfer transfer() {
    return transfer;
  }

  IoSource source() {
    return source;
  }

  /// Where to read, once there has been a peek; null before.
  @Nullable LookAhead lookAhead() {
    return lookAhead;
  }

  /// Where to peek, and from now on to read.
  LookAhead lookingAhead() {
    LookAhead mine = lookAhead;
    if (mine == null) {
      mine = new LookAhead(transfer);
      lookAhead = mine;
    }
    return mine;
  }

  InetSocketAddress localAddress() {
    return ask(() -> (InetSocketAddress) channel.getLocalAddress());
  }

  InetSocketAddress remoteAddress() {
    return ask(() -> (InetSocketAddress) channel.getRemoteAddress());
  }

  <T> T option(SocketOption<T> option) {
    return ask(() -> channel.getOption(option));
  }

  <T> void option(SocketOption<T> option, T value) {
    ask(() -> channel.setOption(option, value));
  }

  void shutdownOutput() {
    try {
      transfer.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        transfer.close();
      } catch (IOException e) {
        throw new UncheckedIOException("TcpStream.close: " + e.getMessage(), e);
      } finally {
        source.deregister();
        Resources.gone(this);
      }
    }
  }

  boolean isOpen() {
    return transfer.isOpen();
  }

  @FunctionalInterface
  private interface SystemCall<T> {
    T run() throws IOException;
  }

  private static <T> T ask(SystemCall<T> call) {
    try {
      return call.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long resourceId() {
    long id = resourceId.get();
    if (id == 0) {
      resourceId.compareAndSet(0, Resources.nextId());
      id = resourceId.get();
    }
    return id;
  }

  @Override
  public String resourceType() {
    return "TcpStream";
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
        Attribute.of("local", local), Attribute.of("peer", peer), Attribute.of("open", isOpen()));
  }
}
