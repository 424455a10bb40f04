package dev.vitrine.console.server;

import dev.vitrine.console.client.conform.StrictDecoder;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.InstrumentRequest;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/// A server inside the test, over a fake process, and clients of it.
final class Session implements AutoCloseable {
  final FakeSource source = new FakeSource();
  private final InProcess services;

  Session() throws IOException {
    services = InProcess.over(source);
  }

  ManagedChannel connect() {
    return services.connect();
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
    services.close();
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
