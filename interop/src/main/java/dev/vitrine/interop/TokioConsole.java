package dev.vitrine.interop;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// The stock `tokio-console` in a terminal, and what stands on its screen.
final class TokioConsole implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SOME_UPDATES = Duration.ofSeconds(3); // one comes each second

  private final Terminal terminal;

  private TokioConsole(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Attaches to a console service and waits until it says that it is connected.
  ///
  /// @param rows of the screen, of which all but some ten show a task
  static TokioConsole attach(String address, int rows) {
    var terminal =
        Terminal.open(
            200, rows, Paths.tokioConsole(), "--lang", "en_US.UTF-8", "http://" + address);
    var console = new TokioConsole(terminal);
    console.await("a connection", screen -> screen.contains("(CONNECTED)"));
    return console;
  }

  /// Waits until the screen looks as wanted.
  String await(String what, Predicate<String> wanted) {
    return terminal.await(what, PATIENCE, wanted);
  }

  /// Whether the screen looks as wanted within some updates.
  boolean shows(Predicate<String> wanted) {
    return wanted.test(terminal.look(SOME_UPDATES, wanted));
  }

  TokioConsole press(String... keys) {
    terminal.press(keys);
    return this;
  }

  /// The rows of the list of tasks or resources, as they stand there.
  List<String> rows() {
    return terminal.lines().stream()
        .filter(line -> line.startsWith("│"))
        .map(line -> line.replace("│", "").stripTrailing())
        .dropWhile(line -> !line.contains("ID") || !line.contains("Location"))
        .skip(1)
        .filter(line -> !line.isBlank())
        .toList();
  }

  String screen() {
    return terminal.screen();
  }

  /// Presses `q` and returns the exit code.
  int quit() {
    press("q");
    return terminal.awaitExit(PATIENCE);
  }

  @Override
  public void close() {
    terminal.close();
  }
}
