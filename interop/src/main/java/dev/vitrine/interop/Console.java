package dev.vitrine.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Our console in a terminal, and what stands on its screen.
final class Console implements AutoCloseable {
  private final Terminal terminal;

  private Console(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Starts `./vitrine attach`.
  static Console attach(int columns, int rows, String... arguments) {
    return attach(Map.of(), columns, rows, arguments);
  }

  /// @param environment what differs from that of the tests
  static Console attach(
      Map<String, String> environment, int columns, int rows, String... arguments) {
    return new Console(Terminal.open(columns, rows, command(environment, arguments)));
  }

  /// The words that start it.
  static String[] command(Map<String, String> environment, String... arguments) {
    var words = new ArrayList<>(List.of("env", "LC_ALL=C.UTF-8"));
    Vitrine.AS_BUILT.forEach((name, value) -> words.add(name + "=" + value));
    environment.forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(List.of(Vitrine.command("attach")));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  Terminal terminal() {
    return terminal;
  }

  String await(String what, Predicate<String> wanted) {
    return terminal.await(what, Vitrine.PATIENCE, wanted);
  }

  Console awaitLive() {
    await("a connection", screen -> screen.contains(" LIVE"));
    return this;
  }

  Console press(String... keys) {
    terminal.press(keys);
    return this;
  }

  /// Presses `q`; returns the exit code.
  int quit() {
    press("q");
    return terminal.awaitExit(Vitrine.PATIENCE);
  }

  @Override
  public void close() {
    terminal.close();
  }
}
