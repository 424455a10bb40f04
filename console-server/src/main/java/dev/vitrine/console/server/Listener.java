package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.service.Connections;
import dev.vitrine.console.server.internal.service.ConsoleService;
import dev.vitrine.console.server.internal.service.InstrumentService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// One listening socket with the services behind it. Those of one process share an aggregator, and
/// are shared by all who ask for the same address, or for any.
final class Listener {
  private static final Object LOCK = new Object();
  private static final List<Listener> OPEN = new ArrayList<>();

  private final ConsoleAddress wanted;
  private final Transport transport;
  private final Server server;
  private int owners = 1;

  private Listener(ConsoleAddress wanted, Transport transport, Aggregator aggregator) {
    this.wanted = wanted;
    this.transport = transport;
    this.server = server(transport.builder(), aggregator);
  }

  /// Adds what is the same whatever carries it.
  static Server server(ServerBuilder<?> builder, Aggregator aggregator) {
    var connections = new Connections(aggregator);
    return builder
        .directExecutor()
        .addTransportFilter(connections)
        .intercept(connections)
        .addService(new InstrumentService(aggregator))
        .addService(new ConsoleService(aggregator))
        .build();
  }

  /// Listens, and lets the world know. Takes up to a second: gRPC has to be loaded.
  ///
  /// @throws IOException if that is not possible; the message says where and why
  static Listener open(ConsoleAddress wanted, Settings settings, Source source, boolean isAnnounced)
      throws IOException {
    synchronized (LOCK) {
      for (Listener known : OPEN) {
        if (known.serves(wanted)) {
          known.owners++;
          return known;
        }
      }
      Aggregator aggregator = Shared.acquire(source, settings);
      Listener opened;
      try {
        opened = listen(wanted, aggregator);
      } catch (IOException | RuntimeException | Error failed) {
        Shared.release();
        throw failed;
      }
      OPEN.add(opened);
      Discovery.publish(OPEN.getFirst().address());
      if (isAnnounced) {
        System.err.println(opened.transport.announcement(ProcessHandle.current().pid()));
      }
      return opened;
    }
  }

  private static Listener listen(ConsoleAddress wanted, Aggregator aggregator) throws IOException {
    return switch (wanted) {
      case ConsoleAddress.Auto _ -> {
        try {
          yield listen(wanted, Transport.loopback(ConsoleAddress.DEFAULT_PORT), aggregator);
        } catch (IOException _) {
          yield listen(wanted, Transport.loopback(0), aggregator);
        }
      }
      case ConsoleAddress.Tcp tcp -> listen(wanted, Transport.tcp(tcp), aggregator);
      case ConsoleAddress.Unix unix -> listen(wanted, Transport.unix(unix), aggregator);
    };
  }

  private static Listener listen(ConsoleAddress wanted, Transport transport, Aggregator aggregator)
      throws IOException {
    var listener = new Listener(wanted, transport, aggregator);
    try {
      listener.server.start();
      transport.opened(listener.server.getPort());
      return listener;
    } catch (IOException failed) {
      listener.abandon();
      throw new IOException(
          "the console can not listen on " + transport.address() + ": " + reason(failed), failed);
    } catch (RuntimeException | Error failed) {
      listener.abandon();
      throw failed;
    }
  }

  private void abandon() {
    server.shutdownNow();
    transport.close();
  }

  private static String reason(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof BindException
        ? "it is in use (" + root.getMessage() + ")"
        : String.valueOf(root.getMessage());
  }

  private boolean serves(ConsoleAddress other) {
    return other instanceof ConsoleAddress.Auto
        || (other.equals(wanted)
            && !(wanted instanceof ConsoleAddress.Tcp(_, int port) && port == 0))
        || other.toString().equals(address());
  }

  /// Where it listens, as consoles take it.
  String address() {
    return transport.address();
  }

  /// One who asked for it needs it no more; after the last one it is closed.
  void release() {
    synchronized (LOCK) {
      if (owners == 0 || --owners > 0) {
        return;
      }
      OPEN.remove(this);
      server.shutdownNow();
      Shared.release();
      if (OPEN.isEmpty()) {
        Discovery.withdraw();
      } else {
        Discovery.publish(OPEN.getFirst().address());
      }
    }
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        Logger.getLogger(Listener.class.getName())
            .log(Level.FINE, "connections to {0} have not ended in time", address());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    transport.close();
  }
}
