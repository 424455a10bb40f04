package dev.vitrine.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The Tokio program of `interop/rust-console-app`, running, all its tasks spawned.
final class RustApp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Program program;
  private final int port;

  private RustApp(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  /// Starts it with scenarios that its source lists.
  static RustApp start(String... scenarios) {
    int port = Paths.freePort();
    var command = new ArrayList<>(List.of(Paths.rustApp(), Integer.toString(port)));
    command.addAll(List.of(scenarios));
    var app = new RustApp(Program.start(command), port);
    try {
      app.program.awaitOut(line -> line.equals("ready " + port), PATIENCE);
    } catch (AssertionError e) {
      app.close();
      throw e;
    }
    return app;
  }

  /// `HOST:PORT` of its console service.
  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    program.close();
  }
}
