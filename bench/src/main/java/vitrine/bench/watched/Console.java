package vitrine.bench.watched;

import dev.vitrine.console.server.ConsoleServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vitrine.bench.harness.Uninterrupted;

/// A console that looks at this process, from a process of its own, over a Unix socket.
public final class Console implements AutoCloseable {
  private final Path folder;
  private final ConsoleServer server;
  private final Process viewer;
  private final long firstMillis;

  private Console(Path folder, ConsoleServer server, Process viewer, long firstMillis) {
    this.folder = folder;
    this.server = server;
    this.viewer = viewer;
    this.firstMillis = firstMillis;
  }

  /// Which of the two services a console asks.
  public enum Service {
    OURS("ours"),
    /// That of `tokio-console`.
    TOKIO("tokio");

    private final String label;

    Service(String label) {
      this.label = label;
    }
  }

  /// Starts the service and a console, and returns when the console has everything for the first
  /// time.
  public static Console attach(Service service) {
    try {
      Path folder = Files.createTempDirectory("bench-console");
      ConsoleServer server = ConsoleServer.start("unix:" + folder.resolve("s"));
      long start = System.nanoTime();
      Process viewer =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx2g",
                      "-XX:TieredStopAtLevel=1",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Viewer.class.getName(),
                      server.address(),
                      service.label))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var output =
          new BufferedReader(
              new InputStreamReader(viewer.getInputStream(), StandardCharsets.UTF_8));
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException("the console ended at once");
      }
      return new Console(folder, server, viewer, (System.nanoTime() - start) / 1_000_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// From the start of the console's process until it had everything.
  long firstMillis() {
    return firstMillis;
  }

  @Override
  public void close() {
    try {
      viewer.getOutputStream().close();
      Uninterrupted.run(viewer::waitFor);
      server.close();
      Files.deleteIfExists(folder.resolve("s"));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
