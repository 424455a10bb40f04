package dev.vitrine.console.client.connect;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/// Opens channels: HTTP/2 in clear text, no proxy, no compression, no keep-alive, and room for
/// messages far beyond gRPC's usual 4 MiB, because a Rust server sends its updates in one piece
/// however large they are.
public final class Channels {
  private static final int MOST_BYTES = 512 * 1024 * 1024;

  private Channels() {}

  /// Does not connect yet.
  ///
  /// @param executor runs all callbacks
  public static ManagedChannel open(Address address, Executor executor) {
    return switch (address) {
      case Address.Tcp(String host, int port) ->
          NettyChannelBuilder.forAddress(host, port)
              .usePlaintext()
              .proxyDetector(_ -> null)
              .maxInboundMessageSize(MOST_BYTES)
              .disableRetry()
              .executor(executor)
              .build();
      case Address.Unix(var path) ->
          Grpc.newChannelBuilder("unix://" + path, InsecureChannelCredentials.create())
              .overrideAuthority("localhost")
              .maxInboundMessageSize(MOST_BYTES)
              .disableRetry()
              .executor(executor)
              .build();
    };
  }

  /// The address as a socket's, for a look at it without gRPC.
  static InetSocketAddress socketAddress(Address.Tcp address) {
    return new InetSocketAddress(address.host(), address.port());
  }
}
