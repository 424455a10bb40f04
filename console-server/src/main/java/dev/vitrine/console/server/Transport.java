package dev.vitrine.console.server;

import io.grpc.ServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What carries the connections: a port of the loopback interface, through Java's own channels so
/// that no native library is loaded; or a Unix socket, through netty's for Linux.
final class Transport {
  private static final int MOST_REQUEST_BYTES = 1 << 20;
  private static final int MOST_CALLS = 200;
  private static final String NO_NATIVE = "io.grpc.netty.shaded.io.netty.transport.noNative";

  private final ConsoleAddress wanted;
  private final NettyServerBuilder builder;
  private final EventLoopGroup group;
  private final @Nullable UnixSocketFile socketFile;
  private volatile String address;

  private Transport(
      ConsoleAddress wanted,
      NettyServerBuilder builder,
      EventLoopGroup group,
      @Nullable UnixSocketFile socketFile) {
    this.wanted = wanted;
    this.builder = builder;
    this.group = group;
    this.socketFile = socketFile;
    this.address = wanted.toString();
  }

  static Transport loopback(int port) {
    return tcp(new ConsoleAddress.Tcp(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  @SuppressWarnings(
      "deprecation") // its successor of netty 4.2 is not in every version that gRPC brings
  static Transport tcp(ConsoleAddress.Tcp wanted) {
    leaveNativesAlone();
    var group = new NioEventLoopGroup(1, threads());
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(wanted.host(), wanted.port()))
            .channelType(NioServerSocketChannel.class);
    return new Transport(wanted, limited(builder, group), group, null);
  }

  /// @throws IOException if there are no Unix sockets here, or the path is in use
  @SuppressWarnings(
      "deprecation") // its successor of netty 4.2 is not in every version that gRPC brings
  static Transport unix(ConsoleAddress.Unix wanted) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException(
          "the console can not listen on "
              + wanted
              + ": Unix sockets need Linux on x86-64 or aarch64, and the JVM's option"
              + " --enable-native-access=ALL-UNNAMED; or use 127.0.0.1:PORT",
          Epoll.unavailabilityCause());
    }
    UnixSocketFile file = UnixSocketFile.prepare(wanted.path());
    var group = new EpollEventLoopGroup(1, threads());
    var builder =
        NettyServerBuilder.forAddress(new DomainSocketAddress(file.bindPath().toFile()))
            .channelType(EpollServerDomainSocketChannel.class);
    return new Transport(wanted, limited(builder, group), group, file);
  }

  /// gRPC looks for netty's native transport even where it is told to use another one, and where
  /// the JVM was started without `--enable-native-access=ALL-UNNAMED` that prints a warning that
  /// the program did not ask for.
  private static void leaveNativesAlone() {
    boolean isAllowed = NettyServerBuilder.class.getModule().isNativeAccessEnabled();
    if (!isAllowed && System.getProperty(NO_NATIVE) == null) {
      System.setProperty(NO_NATIVE, "true");
    }
  }

  private static DefaultThreadFactory threads() {
    return new DefaultThreadFactory(QuietThreads.NAME, true);
  }

  private static NettyServerBuilder limited(NettyServerBuilder builder, EventLoopGroup group) {
    QuietThreads.install();
    return builder
        .bossEventLoopGroup(group)
        .workerEventLoopGroup(group)
        .maxInboundMessageSize(MOST_REQUEST_BYTES)
        .maxConcurrentCallsPerConnection(MOST_CALLS)
        // A client may look whether we are there as often as it likes, also while it asks for
        // nothing.
        .permitKeepAliveTime(1, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  ServerBuilder<?> builder() {
    return builder;
  }

  /// The socket is bound.
  ///
  /// @param port that was chosen; means nothing for a Unix socket
  void opened(int port) throws IOException {
    if (wanted instanceof ConsoleAddress.Tcp(InetAddress host, _)) {
      address = new ConsoleAddress.Tcp(host, port).toString();
    }
    if (socketFile != null) {
      socketFile.publish();
    }
  }

  String address() {
    return address;
  }

  String announcement(long pid) {
    String tokio =
        socketFile == null ? "http://" + address : "file://localhost" + socketFile.path();
    return "vitrine: console on "
        + address
        + " (pid "
        + pid
        + "); attach with: vitrine attach "
        + pid
        + ", or: tokio-console "
        + tokio;
  }

  /// Frees the socket's file and the thread.
  void close() {
    if (socketFile != null) {
      socketFile.remove();
    }
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
