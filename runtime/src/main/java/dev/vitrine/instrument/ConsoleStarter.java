package dev.vitrine.instrument;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Starts the console service of this process, or records it. The console server provides it
/// through [ServiceLoader], so that a program that has the server on its class path needs no line
/// of code.
public interface ConsoleStarter {

  /// Starts the service, or says on standard error why not. Called on a thread of its own; never
  /// throws.
  ///
  /// @param address what was asked for: `HOST:PORT`, `unix:PATH` or `auto`
  /// @param askedBy where it was asked for, to be named in messages, such as `-Dvitrine.console`
  void start(String address, String askedBy);

  /// Records this process into a file until its end, or says on standard error why not. Never
  /// throws. Called by the thread that builds the first runtime, before anything runs on it.
  ///
  /// @param file a path
  /// @param askedBy where it was asked for, to be named in messages, such as `-Dvitrine.record`
  default void record(String file, String askedBy) {}

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
    beginRecording();
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

  private static void beginRecording() {
    String file = System.getProperty("vitrine.record");
    String askedBy = "-Dvitrine.record";
    if (isBlank(file)) {
      file = System.getenv("VITRINE_RECORD");
      askedBy = "VITRINE_RECORD";
    }
    if (file == null || file.isBlank()) {
      return;
    }
    String by = askedBy;
    String wanted = file.strip();
    try {
      find(Thread.currentThread().getContextClassLoader())
          .ifPresentOrElse(
              starter -> starter.record(wanted, by),
              () -> System.err.println(missing(by, wanted, "a recording")));
    } catch (ServiceConfigurationError | LinkageError broken) {
      System.err.println(
          "vitrine: " + by + ": nothing is recorded, the program goes on without: " + broken);
    }
  }

  private static String missing(String askedBy, String value, String what) {
    return "vitrine: "
        + askedBy
        + "="
        + value
        + " asks for "
        + what
        + ", but vitrine-console-server is not on the class path: add it; the program goes on"
        + " without";
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
            () -> System.err.println(missing(askedBy, address, "the console")));
  }
}
