package dev.vitrine.instrument;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Starts the console service of this process, its flight recorder, or records it. The console
/// server provides it through [ServiceLoader], so that a program that has the server on its class
/// path needs no line of code.
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

  /// Starts the flight recorder of this process, or says on standard error why not. Never throws.
  /// Called by the thread that builds the first runtime, before anything runs on it.
  ///
  /// @param options how long to keep, and more, such as `30s` or `30s,memory=32m,dir=/var/tmp`
  /// @param askedBy where it was asked for, to be named in messages, such as `-Dvitrine.flight`
  default void flight(String options, String askedBy) {}

  /// Makes it possible to start the service from outside, through the JDK's management agent.
  /// Called on a thread of its own, in programs whose classes that agent could not find by itself;
  /// never throws.
  default void standBy() {}

  /// Starts what somebody asked for: the service by the system property `vitrine.console`, else the
  /// environment variable `VITRINE_CONSOLE`, else the builder; the flight recorder by
  /// `vitrine.flight`, `VITRINE_FLIGHT` or the builder; a recording by `vitrine.record` or
  /// `VITRINE_RECORD`. The value `off` of the first two means none. Meant for the runtime, to be
  /// called with each runtime that is built.
  ///
  /// - **Threads:** any. Never throws. The service starts on a daemon thread; a recording and the
  ///   flight recorder, which shall miss nothing, before this returns.
  /// - **Cost:** a few look-ups when nobody asked.
  ///
  /// @param builderAddress what the runtime's builder was told; null when it was told nothing
  /// @param builderFlight what the runtime's builder was told; null when it was told nothing
  static void begin(@Nullable String builderAddress, @Nullable String builderFlight) {
    Asked recording = Asked.of("vitrine.record", "VITRINE_RECORD", null);
    if (!recording.value().isEmpty()) {
      atOnce(recording, "a recording", one -> one.record(recording.value(), recording.by()));
    }
    Asked flight = Asked.of("vitrine.flight", "VITRINE_FLIGHT", builderFlight);
    if (flight.isSomething()) {
      atOnce(flight, "a flight recorder", one -> one.flight(flight.value(), flight.by()));
    }
    Asked console = Asked.of("vitrine.console", "VITRINE_CONSOLE", builderAddress);
    if (console.isOff()) {
      return;
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    if (console.isSomething()) {
      aside(() -> findAndStart(console.value(), console.by(), loader));
    } else if (ConsoleStarter.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
      aside(() -> find(loader).ifPresent(ConsoleStarter::standBy));
    }
  }

  private static void atOnce(Asked asked, String what, Consumer<ConsoleStarter> starting) {
    try {
      find(Thread.currentThread().getContextClassLoader())
          .ifPresentOrElse(
              starting, () -> System.err.println(missing(asked.by(), asked.value(), what)));
    } catch (ServiceConfigurationError | LinkageError broken) {
      System.err.println(
          "vitrine: " + asked.by() + ": the program goes on without " + what + ": " + broken);
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
