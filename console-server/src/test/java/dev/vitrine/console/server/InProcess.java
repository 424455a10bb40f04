package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Both services inside the test, and connections to them. Nothing comes from them any more once it
/// is closed.
final class InProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMillis(20);

  private final Aggregator aggregator;
  private final String name = InProcessServerBuilder.generateName();
  private final Server server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  /// @param interval between two messages of a stream
  private InProcess(Source source, Duration interval) throws IOException {
    aggregator = new Aggregator(source, interval, GRACE);
    server = Listener.server(InProcessServerBuilder.forName(name), aggregator).start();
  }

  /// Over the runtimes of this process.
  static InProcess start() throws IOException {
    return new InProcess(Source.process(), Duration.ofMillis(20));
  }

  static InProcess over(Source source) throws IOException {
    return new InProcess(source, Duration.ofMillis(10));
  }

  ManagedChannel connect() {
    var channel = InProcessChannelBuilder.forName(name).build();
    channels.add(channel);
    return channel;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    aggregator.close();
  }
}
