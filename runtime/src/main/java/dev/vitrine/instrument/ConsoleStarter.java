package dev.vitrine.instrument;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Starts the console service of this process. The console server provides it through
/// [ServiceLoader], so that a program that has the server on its class path needs no line of code.
public interface ConsoleStarter {

  /// Starts the service, or says on standard error why not. Called on a thread of its own; never
  /// throws.
  ///
  /// @param address what was asked for: `HOST:PORT`, `unix:PATH` or `auto`
  /// @param askedBy where it was asked for, to be named in messages, such as `-Dvitrine.console`
  void start(String address, String askedBy);

  /// Makes it possible to start the service from outside, through the JDK's management agent.
  /// Called on a thread of its own, in programs whose classes that agent could not find by itself;
  /// never throws.
  default void standBy() {}

  /// Starts the service if somebody asked for it: the system property `vitrine.console`, else the
  /// environment variable `VITRINE_CONSOLE`, else the builder. The value `off` of any of them means
  /// no service. Meant for the runtime, to be called with each runtime that is built.
  ///
  /// - **Threads:** any. Never blocks and never throws: what takes time runs on a daemon thread.
  /// - **Cost:** two look-ups when nobody asked.
  ///
  /// @param builderAddress what the runtime's builder was told; null when it was told nothing
  static void begin(@Nullable String builderAddress) {
    String address = System.getProperty("vitrine.console");
    String askedBy = "-Dvitrine.console";
    if (isBlank(address)) {
      address = System.getenv("VITRINE_CONSOLE");
      askedBy = "VITRINE_CONSOLE";
    }
    if (isBlank(address)) {
      address = builderAddress;
      askedBy = "the runtime's builder";
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    String by = askedBy;
    String wanted = address == null ? "" : address.strip();
    if (wanted.equalsIgnoreCase("off")) {
      return;
    }
    if (!wanted.isEmpty()) {
      aside(() -> findAndStart(wanted, by, loader));
    } else if (ConsoleStarter.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
      aside(() -> find(loader).ifPresent(ConsoleStarter::standBy));
    }
  }

  private static void aside(Runnable job) {
    Thread.ofPlatform()
        .daemon()
        .name("vitrine-console-start")
        .start(
            () -> {
              try {
                job.run();
              } catch (ServiceConfigurationError | LinkageError broken) {
                System.err.println(
                    "vitrine: the console can not be started, the program goes on without: "
                        + broken);
              }
            });
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static Optional<ConsoleStarter> find(@Nullable ClassLoader loader) {
    return ServiceLoader.load(ConsoleStarter.class, loader)
        .findFirst()
        .or(
            () ->
                ServiceLoader.load(ConsoleStarter.class, ConsoleStarter.class.getClassLoader())
                    .findFirst());
  }

  private static void findAndStart(String address, String askedBy, @Nullable ClassLoader loader) {
    find(loader)
        .ifPresentOrElse(
            starter -> starter.start(address, askedBy),
            () ->
                System.err.println(
                    "vitrine: "
                        + askedBy
                        + "="
                        + address
                        + " asks for the console, but vitrine-console-server is not on the class"
                        + " path: add it; the program goes on without"));
  }
}
