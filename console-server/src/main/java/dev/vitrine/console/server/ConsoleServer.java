package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.read.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The console service of this process: lets `vitrine attach` and `tokio-console` look at its
/// tasks.
///
/// ```java
/// try (var console = ConsoleServer.start("127.0.0.1:6669")) {
///   …
/// }
/// ```
///
/// It listens on this machine only. All runtimes of the process are shown by all its servers.
/// Nothing but the socket costs anything until a client watches, and no task ever waits for a
/// client. Where it listens is said in one line on standard error.
///
/// No code is needed when this library is on the class path: `-Dvitrine.console=ADDRESS` or the
/// environment variable `VITRINE_CONSOLE=ADDRESS` starts the service with the first runtime.
///
/// - **Threads:** any may call every method.
public final class ConsoleServer implements AutoCloseable {
  private final CompletableFuture<Listener> listener = new CompletableFuture<>();

  private ConsoleServer() {}

  /// Starts the service on port 6669 of the loopback interface, or on any free port when that is
  /// taken. Does not wait for it.
  public static ConsoleServer start() {
    return builder().start();
  }

  /// Starts the service. Does not wait for it: a port that is taken is said on standard error and
  /// by [#address()], and does not stop the program.
  ///
  /// @param address `HOST:PORT` (port 0 for any free one), `unix:PATH` or `auto`
  /// @throws IllegalArgumentException if `address` is none of these, or is not of this machine
  public static ConsoleServer start(String address) {
    return builder().address(address).start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Where it listens, in the form that consoles take: `127.0.0.1:6669` or `unix:/path`. Waits
  /// until it does.
  ///
  /// @throws UncheckedIOException if it can not listen; the message says why
  public String address() {
    try {
      return listener.join().address();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw new UncheckedIOException(cause.getMessage(), cause);
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  /// Stops listening and ends all streams. Returns at once when it does not listen.
  @Override
  public void close() {
    // One that is still starting is closed as soon as it listens.
    var _ = listener.thenAccept(Listener::release);
  }

  /// How the service is to run.
  public static final class Builder {
    private ConsoleAddress address = new ConsoleAddress.Auto();
    private Settings settings = Settings.DEFAULT;
    private Source source = Source.process();

    private Builder() {}

    /// Where to listen; `auto` if not said.
    ///
    /// @param address `HOST:PORT` (port 0 for any free one), `unix:PATH` or `auto`
    /// @throws IllegalArgumentException if `address` is none of these, or is not of this machine
    public Builder address(String address) {
      this.address = ConsoleAddress.parse(address);
      return this;
    }

    /// How often consoles are sent what has changed; one second if not said. The first server that
    /// listens decides for the process.
    ///
    /// @param interval 10 ms to 1 min
    public Builder publishInterval(Duration interval) {
      settings = settings.withInterval(interval);
      return this;
    }

    /// What to show in place of this process.
    Builder source(Source source) {
      this.source = source;
      return this;
    }

    /// Starts the service on a thread of its own.
    public ConsoleServer start() {
      return start(true);
    }

    /// @param isAnnounced whether to say on standard error where it listens, or why it does not
    ConsoleServer start(boolean isAnnounced) {
      var server = new ConsoleServer();
      ConsoleAddress wanted = address;
      Settings chosen = settings;
      Source shown = source;
      Thread.ofPlatform()
          .daemon()
          .name("vitrine-console-start")
          .start(() -> server.open(wanted, chosen, shown, isAnnounced));
      return server;
    }
  }

  private void open(ConsoleAddress wanted, Settings settings, Source source, boolean isAnnounced) {
    try {
      listener.complete(Listener.open(wanted, settings, source, isAnnounced));
    } catch (IOException refused) {
      if (isAnnounced) {
        System.err.println(
            "vitrine: " + refused.getMessage() + "; the program goes on without the console");
      }
      listener.completeExceptionally(refused);
    } catch (RuntimeException | Error broken) {
      if (isAnnounced) {
        System.err.println(
            "vitrine: the console can not start, the program goes on without it: " + broken);
      }
      listener.completeExceptionally(broken);
    }
  }
}
