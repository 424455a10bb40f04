package dev.vitrine.console.server;

import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The managed object `dev.vitrine:type=Console`.
///
/// The console that attaches has the target's MBean server make it, by the name of this class, so
/// that a program nobody attaches to never loads the management classes.
public final class ConsoleControl implements ConsoleControlMXBean {
  static final String NAME = "dev.vitrine:type=Console";

  /// For the MBean server.
  public ConsoleControl() {}

  @Override
  public String start(String address) {
    if (isOff(System.getProperty("vitrine.console"))
        || (System.getProperty("vitrine.console") == null
            && isOff(System.getenv("VITRINE_CONSOLE")))) {
      throw new IllegalStateException(
          "the program was started with vitrine.console=off: start it without that to watch it");
    }
    try {
      // Who attaches is told the address; the program's standard error is left alone.
      return ConsoleServer.builder().address(address).start(false).address();
    } catch (UncheckedIOException refused) {
      // The cause may be of a class that the other side does not know.
      throw new IllegalStateException(refused.getMessage());
    }
  }

  @Override
  public String getAddress() {
    return System.getProperty(Discovery.ADDRESS_PROPERTY, "");
  }

  private static boolean isOff(@Nullable String value) {
    return value != null && value.strip().equalsIgnoreCase("off");
  }
}
