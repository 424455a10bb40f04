package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.replay.Replay;
import dev.vitrine.console.tui.terminal.Display;
import dev.vitrine.console.tui.view.App;
import dev.vitrine.console.tui.view.Playback;
import dev.vitrine.console.tui.view.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Opens the console on a recording.
@Command(
    name = "replay",
    description =
        "Opens the console on a recording: play, pause, speed, step, jump to incidents; ? shows the keys.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What `vitrine record` has written.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private TerminalOptions terminal = new TerminalOptions();

  @Override
  public Integer call() throws InterruptedException {
    RecordingFile.require(file);
    terminal.require();
    // The replay may call before there is an app to hear it.
    var listener = new AtomicReference<Runnable>(() -> {});
    try (Replay replay = open(() -> listener.get().run());
        Display display = Display.open(terminal.look())) {
      var app = new App(source(replay));
      listener.set(app::changed);
      app.run(display);
      return ExitCode.OK;
    } catch (IOException | UncheckedIOException noTerminal) {
      throw new Refusal(
          ExitCode.NO_TERMINAL, "the terminal can not be used: " + noTerminal.getMessage());
    }
  }

  private Replay open(Runnable changed) {
    try (var progress = ProgressLine.opening(spec.commandLine().getErr(), file)) {
      return Replay.open(file, App.firstFocus(), changed, progress);
    } catch (IOException unreadable) {
      throw RecordingFile.refused(file, unreadable);
    }
  }

  private static Source source(Replay replay) {
    return new Source() {
      @Override
      public Snapshot snapshot() {
        return replay.snapshot();
      }

      @Override
      public void focus(Focus focus) {
        replay.focus(focus);
      }

      @Override
      public void pause(boolean on) {}

      @Override
      public void retryNow() {}

      @Override
      public Optional<Playback> playback() {
        return Optional.of(
            new Playback() {
              @Override
              public void toggle() {
                replay.toggle();
              }

              @Override
              public void faster(boolean on) {
                replay.faster(on);
              }

              @Override
              public void step(long nanos) {
                replay.step(nanos);
              }

              @Override
              public void incident(boolean forward) {
                replay.incident(forward);
              }
            });
      }
    };
  }
}
