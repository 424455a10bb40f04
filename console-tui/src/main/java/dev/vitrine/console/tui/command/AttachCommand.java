package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.connect.Session;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.tui.terminal.Display;
import dev.vitrine.console.tui.view.App;
import dev.vitrine.console.tui.view.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private TerminalOptions terminal = new TerminalOptions();

  @Override
  public Integer call() throws InterruptedException {
    Target found = Target.find(target);
    terminal.require();
    Address address = found.address();
    try (Display display = Display.open(terminal.look())) {
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
}
