package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.connect.Session;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.tui.terminal.Display;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.terminal.Theme;
import dev.vitrine.console.tui.view.App;
import dev.vitrine.console.tui.view.Source;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Opens the console on a process.
@Command(
    name = "attach",
    description =
        "Opens the console on a running process. No restart, no agent: it is watched as it is, and left as it was.",
    mixinStandardHelpOptions = true)
final class AttachCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "TARGET", defaultValue = "", description = Target.HELP)
  private String target = "";

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

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = System.getenv();
    requireTerminal(environment);
    Address address = Target.resolve(target);
    Look look = look(environment);
    try (Display display = Display.open(look)) {
      return watch(display, address);
    } catch (IOException | UncheckedIOException noTerminal) {
      throw new Refusal(
          ExitCode.NO_TERMINAL, "the terminal can not be used: " + noTerminal.getMessage());
    }
  }

  /// Watches until the user quits. The display is closed by the caller before any failure is
  /// printed.
  static int watch(Display display, Address address) throws InterruptedException {
    // The session may call before there is an app to hear it.
    var listener = new AtomicReference<Runnable>(() -> {});
    try (Session session = Session.open(address, App.firstFocus(), () -> listener.get().run())) {
      var app = new App(source(session));
      listener.set(app::changed);
      app.run(display);
      return ExitCode.OK;
    }
  }

  private static Source source(Session session) {
    return new Source() {
      @Override
      public Snapshot snapshot() {
        return session.snapshot();
      }

      @Override
      public void focus(Focus focus) {
        session.focus(focus);
      }

      @Override
      public void pause(boolean on) {
        session.pause(on);
      }

      @Override
      public void retryNow() {
        session.retryNow();
      }
    };
  }

  // Whether there is a console object without a terminal has changed with the JDK's releases more
  // than once.
  @SuppressWarnings("SystemConsoleNull")
  private static void requireTerminal(Map<String, String> environment) {
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

  private Look look(Map<String, String> environment) {
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
