package dev.vitrine.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A terminal of a given size with one program in it: keys go in, a picture of the screen comes
/// out. It is a tmux server of its own, so nothing of the user's tmux is touched.
final class Terminal implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String server;
  private final Path status;

  private Terminal(String server, Path status) {
    this.server = server;
    this.status = status;
  }

  /// Opens a terminal and starts a command in it.
  static Terminal open(int columns, int rows, String... command) {
    var terminal =
        new Terminal(
            "vitrine-" + ProcessHandle.current().pid() + "-" + System.nanoTime(), statusFile());
    var words = new ArrayList<String>();
    words.addAll(List.of("-u", "-f", "/dev/null", "new-session", "-d", "-s", "main"));
    words.addAll(List.of("-x", Integer.toString(columns), "-y", Integer.toString(rows)));
    // The shell writes down how the program ended: tmux 3.3 forgets it now and then.
    words.add(
        "trap : INT; %s; echo $? >%s"
            .formatted(quoted(command), quoted(terminal.status.toString())));
    // What was written stays readable after the program has ended.
    words.addAll(List.of(";", "set-option", "-g", "remain-on-exit", "on"));
    terminal.tmux(words);
    return terminal;
  }

  /// The lines on the screen, top to bottom, without trailing blanks.
  List<String> lines() {
    return tmux(List.of("capture-pane", "-p", "-t", "main")).lines().toList();
  }

  /// The same with the escape sequences for colours.
  String styled() {
    return tmux(List.of("capture-pane", "-p", "-e", "-t", "main"));
  }

  String screen() {
    return String.join("\n", lines());
  }

  /// Waits until the screen looks as wanted.
  String await(String what, Duration patience, Predicate<String> wanted) {
    var screen = look(patience, wanted);
    if (!wanted.test(screen)) {
      throw new AssertionError("not on the screen after " + patience + ": " + what + "\n" + screen);
    }
    return screen;
  }

  /// Waits until the screen looks as wanted, but no longer than that.
  ///
  /// @return how it looks then
  String look(Duration patience, Predicate<String> wanted) {
    long deadline = System.nanoTime() + patience.toNanos();
    var screen = screen();
    while (!wanted.test(screen) && System.nanoTime() - deadline <= 0) {
      // The program in the terminal is not ours to be told by; its screen can only be looked at.
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      screen = screen();
    }
    return screen;
  }

  /// Presses keys, in tmux's names for them: `q`, `Enter`, `Escape`, `C-c`, `Up`.
  Terminal press(String... keys) {
    var words = new ArrayList<>(List.of("send-keys", "-t", "main"));
    words.addAll(List.of(keys));
    tmux(words);
    return this;
  }

  void resize(int columns, int rows) {
    tmux(
        List.of(
            "resize-window",
            "-t",
            "main",
            "-x",
            Integer.toString(columns),
            "-y",
            Integer.toString(rows)));
  }

  /// A fact about the pane, by tmux's name for it: `pane_dead`, `pane_dead_status`, `pane_pid`,
  /// `alternate_on`, `cursor_flag`, `mouse_any_flag`.
  String fact(String name) {
    return tmux(List.of("display-message", "-p", "-t", "main", "#{" + name + "}")).strip();
  }

  /// Waits until the program has ended, and returns its exit code.
  ///
  /// @return 128 and the number of the signal when one has ended it
  int awaitExit(Duration patience) {
    await("the end of the program", patience, _ -> !exitCode().isEmpty());
    return Integer.parseInt(exitCode());
  }

  private String exitCode() {
    try {
      return Files.readString(status).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path statusFile() {
    try {
      return Files.createTempFile("vitrine-terminal", ".status");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (var tmux = Program.start("tmux", "-L", server, "kill-server")) {
      tmux.awaitExit(PATIENCE);
      Files.deleteIfExists(status);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tmux(List<String> words) {
    var command = new ArrayList<>(List.of("tmux", "-L", server));
    command.addAll(words);
    try (var tmux = Program.start(command)) {
      if (tmux.awaitExit(PATIENCE) != 0) {
        throw new AssertionError(tmux.describe());
      }
      return tmux.out();
    }
  }

  private static String quoted(String... command) {
    var text = new StringBuilder();
    for (var word : command) {
      text.append('\'').append(word.replace("'", "'\\''")).append("' ");
    }
    return text.toString();
  }
}
