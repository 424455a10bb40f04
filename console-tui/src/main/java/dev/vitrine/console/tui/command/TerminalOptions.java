package dev.vitrine.console.tui.command;

import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.terminal.Theme;
import java.io.Console;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How to draw, for commands that do.
final class TerminalOptions {
  @Option(
      names = "--ascii",
      description = "Draws with ASCII only; the default where the locale is not UTF-8.")
  private boolean ascii;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto, always or never; auto means no colours where NO_COLOR is set.")
  private When color = When.auto;

  /// When colours are used; the names are what users write.
  enum When {
    auto,
    always,
    never
  }

  // Whether there is a console object without a terminal has changed with the JDK's releases more
  // than once.
  @SuppressWarnings("SystemConsoleNull")
  void require() {
    Map<String, String> environment = System.getenv();
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new Refusal(
          ExitCode.NO_TERMINAL,
          "there is no terminal to draw on; `vitrine top --once` prints the same facts without one");
    }
    if ("dumb".equals(environment.get("TERM"))) {
      throw new Refusal(
          ExitCode.NO_TERMINAL,
          "TERM=dumb can not be drawn on; `vitrine top --once` prints the same facts");
    }
  }

  Look look() {
    Map<String, String> environment = System.getenv();
    boolean unicode = !ascii && isUtf8(environment);
    String noColor = environment.get("NO_COLOR");
    boolean colours =
        color == When.always || (color == When.auto && (noColor == null || noColor.isEmpty()));
    return new Look(colours ? Theme.COLOUR : Theme.MONO, unicode);
  }

  /// The first of these that is set decides, as in the C library.
  static boolean isUtf8(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      @Nullable String value = environment.get(name);
      if (value != null && !value.isEmpty()) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
      }
    }
    return false;
  }
}
