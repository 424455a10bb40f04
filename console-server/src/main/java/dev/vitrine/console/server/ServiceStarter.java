package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.flight.FlightOptions;
import dev.vitrine.instrument.ConsoleStarter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.management.JMException;
import javax.management.ObjectName;

/// Starts the service for a program that names an address and has no line of code for it. Found
/// through `ServiceLoader`.
public final class ServiceStarter implements ConsoleStarter {
  private static final Set<String> ASKED = new HashSet<>();

  /// For `ServiceLoader`.
  public ServiceStarter() {}

  /// Registers [ConsoleControl] where a console looks for it.
  @Override
  public void standBy() {
    try {
      var server = ManagementFactory.getPlatformMBeanServer();
      var name = ObjectName.getInstance(ConsoleControl.NAME);
      if (!server.isRegistered(name)) {
        var _ = server.registerMBean(new ConsoleControl(), name);
      }
    } catch (JMException refused) {
      // Then the service can still be asked for by property; a console that attaches says so.
      System.getLogger(ServiceStarter.class.getName())
          .log(System.Logger.Level.DEBUG, "the console can not be started from outside", refused);
    }
  }

  @Override
  public void start(String address, String askedBy) {
    synchronized (ASKED) {
      if (!ASKED.add(address)) {
        return; // by another runtime of this process
      }
    }
    try {
      var _ = ConsoleServer.start(address);
    } catch (IllegalArgumentException wrong) {
      System.err.println(
          "vitrine: "
              + askedBy
              + ": "
              + wrong.getMessage()
              + "; the program goes on without the console");
    }
  }

  @Override
  public void flight(String options, String askedBy) {
    synchronized (ASKED) {
      if (!ASKED.add("flight")) {
        return; // by another runtime: there is one for the process
      }
    }
    try {
      var _ = FlightRecorder.start(FlightOptions.parse(options));
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException wrong) {
      System.err.println(
          "vitrine: "
              + askedBy
              + ": "
              + wrong.getMessage()
              + "; the program goes on without a flight recorder");
    }
  }

  @Override
  public void record(String file, String askedBy) {
    synchronized (ASKED) {
      if (!ASKED.add("record " + file)) {
        return;
      }
    }
    try {
      var _ = Recording.start(Path.of(file));
    } catch (InvalidPathException | UncheckedIOException wrong) {
      System.err.println(
          "vitrine: "
              + askedBy
              + ": "
              + wrong.getMessage()
              + "; the program goes on without a recording");
    }
  }
}
