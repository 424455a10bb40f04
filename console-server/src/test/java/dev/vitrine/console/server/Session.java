package dev.vitrine.console.server;

import dev.vitrine.console.client.conform.StrictDecoder;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.InstrumentRequest;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A server inside the test, over a fake process, and clients of it.
final class Session implements AutoCloseable {
  final FakeSource source = new FakeSource();
  private final Aggregator aggregator =
      new Aggregator(source, Duration.ofMillis(10), Duration.ofMillis(20));
  private final String name = InProcessServerBuilder.generateName();
  private final Server server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  Session() throws IOException {
    server = Listener.server(InProcessServerBuilder.forName(name), aggregator).start();
  }

  ManagedChannel connect() {
    var channel = InProcessChannelBuilder.forName(name).build();
    channels.add(channel);
    return channel;
  }

  InstrumentGrpc.InstrumentStub tokio() {
    return InstrumentGrpc.newStub(connect());
  }

  ConsoleGrpc.ConsoleStub console() {
    return ConsoleGrpc.newStub(connect());
  }

  Updates updates() {
    return new Updates(tokio());
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    aggregator.close();
  }

  /// A client of WatchUpdates that takes no fault.
  static final class Updates {
    final Stream<Update> stream = new Stream<>();
    private final StrictDecoder decoder = new StrictDecoder();

    Updates(InstrumentGrpc.InstrumentStub stub) {
      stub.watchUpdates(InstrumentRequest.getDefaultInstance(), stream);
    }

    Update next() {
      Update update = stream.next();
      List<String> faults = decoder.update(update);
      if (!faults.isEmpty()) {
        throw new AssertionError(faults + " in " + update);
      }
      return update;
    }

    /// The first update from now on of which `wanted` is true.
    Update until(Predicate<Update> wanted) {
      long deadline = System.nanoTime() + Stream.PATIENCE_NANOS;
      while (System.nanoTime() - deadline < 0) {
        Update update = next();
        if (wanted.test(update)) {
          return update;
        }
      }
      throw new AssertionError("no such update came");
    }
  }
}
