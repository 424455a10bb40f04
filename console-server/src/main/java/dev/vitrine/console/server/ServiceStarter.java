package dev.vitrine.console.server;

import dev.vitrine.instrument.ConsoleStarter;
import java.util.HashSet;
import java.util.Set;

/// Starts the service for a program that names an address and has no line of code for it. Found
/// through `ServiceLoader`.
public final class ServiceStarter implements ConsoleStarter {
  private static final Set<String> ASKED = new HashSet<>();

  /// For `ServiceLoader`.
  public ServiceStarter() {}

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
}
